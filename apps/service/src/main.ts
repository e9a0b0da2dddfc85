/** The program of one system: boots a machine, runs a workload on it, and serves what can be seen and changed of it. */
import { addChanging } from "./api/changing-routes.js";
import { addLooking } from "./api/system-routes.js";
import { serviceOptions } from "./command-line.js";
import { addPage } from "./http/assets.js";
import { usualBounds } from "./http/bounds.js";
import { makeServer, type Life } from "./http/server.js";
import { Streams } from "./http/streams.js";
import { ServedSystem } from "./machine/served-system.js";
import { fail, makeLog, optionsOrExit, run } from "./program.js";
import { invariant } from "@respin/hardware";

const options = optionsOrExit(serviceOptions);
const log = makeLog(options.logLevel, options.system);
const life: Life = { phase: "booting" };
const token = process.env["RESPIN_TOKEN"];

await run(log, life, options, () => {
  let booted: ServedSystem | undefined;
  const served = (): ServedSystem => {
    invariant(booted !== undefined, "no route that needs the machine answers before it is booted");
    return booted;
  };
  const streams = new Streams(() => served().live(), usualBounds);
  const app = makeServer({ log, life, host: options.host, bounds: usualBounds });
  addPage(app, "live.html");
  addLooking(app, served, streams);
  addChanging(app, { served, token: token === "" ? undefined : token, log });
  return {
    app,
    boot: () => {
      booted = new ServedSystem({
        system: options.system,
        frames: options.frames,
        onBehind: (skipped, { name, rate }) =>
          log.warn(
            { code: "RSP_BEHIND", workload: name, rate, skipped },
            "the machine cannot keep up: operations were left out",
          ),
        onBroken: (error) => fail(log, error),
        onEjection: (line) => log.warn({ code: "RSP_EJECTED" }, line.replace(/^RSP_EJECTED {2}/, "")),
      });
      if (options.workload !== undefined) booted.start(options.workload, options.rate);
    },
    stop: async () => {
      await booted?.close();
      streams.close();
    },
  };
});
