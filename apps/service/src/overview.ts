/** The overview program: the three services on one page, and the results of the experiments as metrics. */
import { addMetrics } from "./api/metrics.js";
import { addStream } from "./api/stream.js";
import { overviewOptions } from "./command-line.js";
import { addPage } from "./http/assets.js";
import { usualBounds } from "./http/bounds.js";
import { makeServer, type Life } from "./http/server.js";
import { Streams } from "./http/streams.js";
import { benchMetrics, type BenchResults } from "@respin/telemetry";
import { benchDocument } from "./overview/bench-document.js";
import { Results } from "./overview/results.js";
import { Source } from "./overview/source.js";
import { makeLog, optionsOrExit, run } from "./program.js";

const options = optionsOrExit(overviewOptions);
const log = makeLog(options.logLevel, "overview");
const life: Life = { phase: "booting" };
/** Milliseconds between two looks at the folders of result documents. */
const lookMs = 5000;

await run(log, life, options, () => {
  const sources = options.services.map(({ url, system }) => {
    const source: Source = new Source(url, system, (isUp, why) => {
      const service = { service: source.system, url };
      if (isUp) log.info(service, "a service is there");
      else log.warn({ code: "RSP_SERVICE_LOST", ...service, why }, "a service is not there any more");
    });
    return source;
  });
  const onBroken = (file: string, message: string): void =>
    log.warn({ code: "RSP_RESULT_SKIPPED", file }, `a result document was left out: ${message}`);
  const folders = {
    baseline: new Results(options.baseline, onBroken),
    latest: new Results(options.results, onBroken),
  };
  let results: BenchResults = { baseline: [], latest: [] };
  const { registry } = benchMetrics(() => results);
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const [baseline, latest] = [await folders.baseline.read(), await folders.latest.read()];
    results = { baseline: baseline.map(benchDocument), latest: latest.map(benchDocument) };
    timer = setTimeout(() => void look(), lookMs);
  };
  const streams = new Streams(() => {
    const named = sources.flatMap(({ system, live }) =>
      system === undefined ? [] : [[system, live ?? null] as const],
    );
    return Object.fromEntries(named);
  }, usualBounds);
  const app = makeServer({ log, life, host: options.host, bounds: usualBounds });
  addPage(app, "overview.html");
  addStream(app, streams);
  app.get("/api/services", () =>
    sources.map(({ system, url, live }) => ({ system: system ?? null, url, up: live !== undefined })),
  );
  addMetrics(app, () => registry);
  return {
    app,
    boot: async () => {
      await look();
      for (const source of sources) void source.follow();
    },
    stop: async () => {
      clearTimeout(timer);
      for (const source of sources) source.close();
      streams.close();
    },
  };
});
