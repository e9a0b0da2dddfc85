import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A Prometheus that scrapes one address each second. */
export interface Prometheus {
  readonly url: string;
  /** Its answer to a query of its HTTP API, once it is what is wanted. Throws when it is not within half a minute. */
  ask(path: string, isWanted: (data: unknown) => boolean): Promise<unknown>;
  stop(): Promise<void>;
}

const startMsMax = 30_000;
const askMsMax = 30_000;

/** Start Debian's Prometheus on the loopback interface: as nobody where we are root, with a storage that it owns. */
export async function startPrometheus(target: string): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), "respin-prometheus-"));
  const file = join(folder, "prometheus.yml");
  writeFileSync(
    file,
    JSON.stringify({
      global: { scrape_interval: "1s", scrape_timeout: "1s" },
      scrape_configs: [{ job_name: "respin", honor_labels: true, static_configs: [{ targets: [target] }] }],
    }),
  );
  const nobody = process.getuid?.() === 0 ? { uid: idOf("-u"), gid: idOf("-g") } : undefined;
  if (nobody !== undefined) for (const each of [folder, file]) chownSync(each, nobody.uid, nobody.gid);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = spawn(
    "prometheus",
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--enable-feature=exemplar-storage",
      "--log.level=warn",
    ],
    { ...nobody, stdio: ["ignore", "ignore", "pipe"] },
  );
  let said = "";
  program.stderr.on("data", (text: Buffer) => (said = (said + text.toString()).slice(-4000)));
  let failure: Error | undefined;
  program.once("error", (error) => (failure = error));
  const stop = async (): Promise<void> => {
    await ended(program);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await until(startMsMax, async () => {
      if (failure !== undefined || program.exitCode !== null) {
        throw new Error(`prometheus did not start (${failure?.message ?? said}); apt-get install -y prometheus`);
      }
      return (await fetch(`${url}/-/ready`).catch(() => undefined))?.ok === true;
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    stop,
    ask: async (path, isWanted) => {
      let data: unknown;
      const came = async (): Promise<boolean> => {
        const answer: unknown = await (await fetch(url + path)).json();
        data = typeof answer === "object" && answer !== null && "data" in answer ? answer.data : answer;
        return isWanted(data);
      };
      await until(askMsMax, came).catch((error: unknown) => {
        throw new Error(`${path} gave ${JSON.stringify(data)?.slice(0, 2000)}`, { cause: error });
      });
      return data;
    },
  };
}

function idOf(which: "-u" | "-g"): number {
  return Number(execFileSync("id", [which, "nobody"], { encoding: "utf8" }));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address !== "object") throw new Error("a server that listens has a port");
  return address.port;
}

async function until(msMax: number, came: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + msMax; !(await came());) {
    if (Date.now() > end) throw new Error(`it has not come within ${msMax / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function ended(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null || program.pid === undefined) return;
  const gone = new Promise<void>((resolve) => program.once("exit", () => resolve()));
  program.kill("SIGTERM");
  const kill = setTimeout(() => program.kill("SIGKILL"), 10_000);
  await gone;
  clearTimeout(kill);
}
