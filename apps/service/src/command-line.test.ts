import { expect, test } from "vitest";
import { overviewOptions, serviceOptions } from "./command-line.js";

test("what is not said is as usual: loopback, a free port, 50 operations a second, no end", () => {
  expect(serviceOptions(["--system", "spin"])).toEqual({
    system: "spin",
    host: "127.0.0.1",
    port: 0,
    forSeconds: undefined,
    logLevel: "info",
    workload: undefined,
    rate: 50,
    frames: 128,
  });
});

test("what is said is taken", () => {
  const words = "--system microkernel --workload scan --rate 0.5 --frames 64 --for 1.5 --port 8080 --log-level warn";
  expect(serviceOptions(words.split(" "))).toMatchObject({
    system: "microkernel",
    workload: "scan",
    rate: 0.5,
    frames: 64,
    forSeconds: 1.5,
    port: 8080,
    logLevel: "warn",
  });
  const services = "spin=http://127.0.0.1:1/,http://localhost:2";
  expect(overviewOptions(["--services", services, "--results", "r"])).toMatchObject({
    services: [
      { system: "spin", url: "http://127.0.0.1:1" },
      { system: undefined, url: "http://localhost:2" },
    ],
    results: "r",
    baseline: undefined,
  });
});

test.each<["service" | "overview", readonly string[], RegExp]>([
  ["service", [], /^name the system/],
  ["service", ["--system", "spn"], /^there is no system "spn"; did you mean spin\?/],
  ["service", ["--system", "spin", "--wrokload", "scan"], /^there is no option --wrokload; did you mean --workload\?/],
  ["service", ["--system", "spin", "--workload", "scna"], /^there is no workload "scna"; did you mean scan\?/],
  ["service", ["--system", "spin", "--system", "spin"], /^--system is given twice/],
  ["service", ["--system", "spin", "--rate", "-1"], /^the command line cannot be read/],
  ["service", ["--system", "spin", "--rate", "0"], /^--rate 0 cannot be; give a number above 0 and up to 10000/],
  ["service", ["--system", "spin", "--rate", "1e3"], /^--rate 1e3 cannot be/],
  ["service", ["--system", "spin", "--port", "65536"], /^--port 65536 cannot be/],
  ["service", ["--system", "spin", "--port", "80.5"], /^--port 80.5 cannot be; give a whole number/],
  ["service", ["--system", "spin", "--frames", "4"], /^--frames 4 cannot be; give a whole number from 24/],
  ["service", ["--system", "spin", "--for", "0"], /^--for 0 cannot be/],
  ["service", ["--system", "spin", "--host", ""], /^--host is empty/],
  ["service", ["--system", "spin", "--log-level", "loud"], /^there is no log level "loud"/],
  ["service", ["--system", "spin", "more"], /^the command line cannot be read/],
  ["overview", [], /^name the services/],
  ["overview", ["--services", "localhost:1"], /^"localhost:1" is no address of a service/],
  ["overview", ["--services", "http://localhost:1/path"], /is no address of a service/],
  ["overview", ["--services", "spn=http://localhost:1"], /^there is no system "spn"/],
  ["overview", ["--system", "spin"], /^there is no option --system/],
])("the %s with %j is refused", (which, words, message) => {
  const parse = which === "service" ? serviceOptions : overviewOptions;
  expect(() => parse(words)).toThrow(
    expect.objectContaining({ code: "RSP_USAGE", usage: true, message: expect.stringMatching(message) }),
  );
});
