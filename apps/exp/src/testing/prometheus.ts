import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const INFRA = join(import.meta.dirname, "..", "..", "..", "..", "infra", "prometheus");

/** The account of nobody on Debian: Prometheus runs as root nowhere, not in a test either. */
const NOBODY = 65_534;

/** What Prometheus is to scrape, as `exp up` writes it. */
export type Targets = readonly {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}[];

/**
 * A real Prometheus on a free port of loopback, with our own configuration and rules in the layout of the repository, its storage in a
 * temporary folder. It scrapes each second instead of each fifth, so that a test need not wait. It ends with `stop`.
 */
export class RunningPrometheus {
  readonly #folder = mkdtempSync(join(tmpdir(), "respin-prometheus-"));
  #process: ChildProcess | undefined;
  #log = "";
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts it, and waits until it is ready. Fails where there is no program of the name, with what to install. */
  async start(targets: Targets): Promise<this> {
    const config = join(this.#folder, "infra", "prometheus");
    const storage = join(this.#folder, "storage");
    cpSync(INFRA, config, { recursive: true });
    const text = readFileSync(join(config, "prometheus.yml"), "utf8");
    const quick = text
      .replace("scrape_interval: 5s", "scrape_interval: 1s")
      .replace("scrape_timeout: 4s", "scrape_timeout: 1s");
    if (quick === text) throw new Error("prometheus.yml no longer has the intervals that a test shortens");
    writeFileSync(join(config, "prometheus.yml"), quick.replace("evaluation_interval: 5s", "evaluation_interval: 1s"));
    mkdirSync(join(this.#folder, ".respin", "services"), { recursive: true });
    writeFileSync(join(this.#folder, ".respin", "services", "prometheus-targets.json"), JSON.stringify(targets));
    mkdirSync(storage);
    chmodSync(this.#folder, 0o755);
    const root = process.getuid?.() === 0;
    if (root) chownSync(storage, NOBODY, NOBODY);
    this.#port = await freePort();
    const words = [
      `--config.file=${join(config, "prometheus.yml")}`,
      `--storage.tsdb.path=${storage}`,
      `--web.listen-address=127.0.0.1:${this.#port}`,
      "--enable-feature=exemplar-storage",
      "--storage.tsdb.retention.time=1h",
    ];
    const child = spawn("prometheus", words, {
      stdio: ["ignore", "ignore", "pipe"],
      ...(root ? { uid: NOBODY, gid: NOBODY } : {}),
    });
    this.#process = child;
    child.stderr.setEncoding("utf8").on("data", (part: string) => (this.#log = (this.#log + part).slice(-10_000)));
    let ended: string | undefined;
    child.once("error", (error) => (ended = `${error.message}; apt-get update && apt-get install -y prometheus`));
    child.once("exit", (code) => (ended ??= `it ended with ${code}`));
    for (let tries = 0; tries < 200; tries++) {
      if (ended !== undefined) throw new Error(`Prometheus does not run: ${ended}\n${this.#log}`);
      if (await this.#isReady()) return this;
      await pause(100);
    }
    throw new Error(`Prometheus is not ready after 20 s\n${this.#log}`);
  }

  async stop(): Promise<void> {
    const child = this.#process;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      const slow = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await gone;
      clearTimeout(slow);
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Waits until an expression has a series; fails after so many seconds. */
  async until(query: string, seconds: number): Promise<void> {
    for (let tries = 0; tries < seconds * 2; tries++) {
      if ((await this.series(query)).length > 0) return;
      await pause(500);
    }
    throw new Error(`${query} has no series after ${seconds} s\n${this.#log}`);
  }

  /** The labels of the series that an expression has now. */
  async series(query: string): Promise<readonly Readonly<Record<string, string>>[]> {
    const { result } = await this.ask<{ result: { metric: Record<string, string> }[] }>("query", { query });
    return result.map(({ metric }) => metric);
  }

  /** What the HTTP API answers. */
  async ask<T>(what: string, words: Readonly<Record<string, string>>): Promise<T> {
    const response = await fetch(`${this.url}/api/v1/${what}?${new URLSearchParams(words).toString()}`);
    const answer: { data: T } = JSON.parse(await response.text());
    return answer.data;
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/-/ready`)).ok;
    } catch {
      return false;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
