import { spawn, type ChildProcess } from "node:child_process";
import { connect } from "node:net";
import { join } from "node:path";

const dist = join(import.meta.dirname, "..", "..", "dist");

export const token = "a-token-that-only-the-tests-have";
export const bearer = { authorization: `Bearer ${token}` };

/** How a program ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A line of a program's log. */
export type Line = Readonly<Record<string, unknown>>;

/** One of the built programs, as a process of its own. */
export class Program {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stderr = "";
  #stdout = "";
  #waiting: (() => void)[] = [];

  constructor(name: "main" | "overview", words: readonly string[], environment: Record<string, string> = {}) {
    this.child = spawn(process.execPath, [join(dist, `${name}.js`), ...words], {
      env: { ...process.env, RESPIN_TOKEN: token, RESPIN_DEBUG: "", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const hear = (): void => {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const each of waiting) each();
    };
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.#stdout += text;
      hear();
    });
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    this.ended = new Promise((resolve) => {
      this.child.on("close", (code, signal) => {
        resolve({ code, signal });
        hear();
      });
    });
  }

  /** The lines that it has logged. */
  get log(): readonly Line[] {
    return this.#stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line): Line => JSON.parse(line));
  }

  /** The first line that says this, as soon as it is there. */
  async line(message: string): Promise<Line> {
    for (;;) {
      const found = this.log.find(({ msg }) => msg === message);
      if (found !== undefined) return found;
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        throw new Error(`the program ended and never said ${message}: ${this.#stdout}${this.stderr}`);
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Its address, when it is ready. */
  async ready(): Promise<string> {
    const { url } = await this.line("listening");
    await this.line("ready");
    return String(url);
  }

  /** End it, and wait until it is gone. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<Ended> {
    this.child.kill(signal);
    return await this.ended;
  }
}

/** Start the program of a system. */
export function startSystem(
  system: string,
  words: readonly string[] = [],
  environment?: Record<string, string>,
): Program {
  return new Program("main", ["--system", system, "--frames", "32", ...words], environment);
}

/** What comes back for some bytes, until the other side closes or so many milliseconds have passed. */
export async function raw(url: string, bytes: string | Buffer, waitMs = 3000): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = "";
  socket.setEncoding("latin1").on("data", (text: string) => (answer += text));
  socket.on("error", () => {});
  socket.write(bytes);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, waitMs);
    socket.on("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
  socket.destroy();
  return answer;
}

/** JSON of an address. */
export async function json(url: string, init?: RequestInit): Promise<Record<string, unknown>> {
  const response = await fetch(url, init);
  const value: unknown = await response.json();
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : { value };
}
