import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reasonOf, RespinError } from "@respin/experiment";

/** The programs that `exp up` starts, in the order of their ports. */
export const serviceNames = ["spin", "monolithic", "microkernel", "overview"] as const;
export type ServiceName = (typeof serviceNames)[number];
export type ServedSystem = Exclude<ServiceName, "overview">;
export const servedSystems: readonly ServedSystem[] = ["spin", "monolithic", "microkernel"];

/** Where a program listens. */
const address = /^http:\/\/127\.0\.0\.1:\d{1,5}$/;

/** What is written of a program that was started. */
export interface ServiceState {
  readonly system: ServiceName;
  readonly pid: number;
  /** Empty until it listens. */
  readonly url: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** What it answers to /healthz, and nobody else. */
  readonly instance: string;
  /** When the process with that number began, where the host says so. */
  readonly processStart: string | undefined;
  /** Of the overview: what it was told to follow. */
  readonly follows?: string;
}

/**
 * The folder with the state of the services of a repository. Its files are its owner's alone, and each is written whole or not at all.
 */
export class ServicesFolder {
  readonly path: string;

  constructor(root: string) {
    this.path = join(root, ".respin", "services");
  }

  /** Whether it is there. Throws RSP_SERVICES_FOLDER where something else is. */
  get exists(): boolean {
    const found = statSync(this.path, { throwIfNoEntry: false });
    if (found === undefined || found.isDirectory()) return found !== undefined;
    throw unwritable(this.path, new Error("it is no folder"));
  }

  get tokenFile(): string {
    return join(this.path, "token");
  }

  /** What Prometheus reads: its `file_sd_configs`. */
  get targetsFile(): string {
    return join(this.path, "prometheus-targets.json");
  }

  logFile(name: ServiceName): string {
    return join(this.path, `${name}.log`);
  }

  /** Open the log of a program, to write behind what is there. Throws RSP_SERVICES_FOLDER. */
  openLog(name: ServiceName): number {
    try {
      return openSync(this.logFile(name), "a", 0o600);
    } catch (error) {
      throw unwritable(this.logFile(name), error);
    }
  }

  /** Make the folder, if it is not there. Throws RSP_SERVICES_FOLDER. */
  make(root: string): void {
    try {
      if (!statSync(root).isDirectory()) throw new Error("it is no folder");
      mkdirSync(this.path, { recursive: true, mode: 0o700 });
      chmodSync(this.path, 0o700);
    } catch (error) {
      throw unwritable(this.path, error);
    }
  }

  /** The token of the services, made if there is none that can be read. Throws RSP_SERVICES_FOLDER. */
  token(): { readonly token: string; readonly isNew: boolean } {
    const known = this.#read("token")?.trim();
    if (known !== undefined && /^[\w-]{20,100}$/.test(known)) {
      chmodSync(this.tokenFile, 0o600);
      return { token: known, isNew: false };
    }
    const token = randomBytes(32).toString("base64url");
    this.write("token", `${token}\n`);
    return { token, isNew: true };
  }

  /** What is written of a program; undefined where nothing is, or nothing that can be read. */
  state(name: ServiceName): ServiceState | undefined {
    const text = this.#read(`${name}.json`);
    if (text === undefined) return undefined;
    try {
      const value: unknown = JSON.parse(text);
      if (!isState(value) || value.system !== name) return undefined;
      // Without an address it cannot be used, and can still be ended.
      return address.test(value.url) ? value : { ...value, url: "" };
    } catch {
      return undefined;
    }
  }

  setState(state: ServiceState): void {
    this.write(`${state.system}.json`, `${JSON.stringify(state, null, 2)}\n`);
  }

  /** Write a file, whole or not at all. Throws RSP_SERVICES_FOLDER. */
  write(name: string, text: string): void {
    const part = join(this.path, `.${name}.${process.pid}.part`);
    try {
      writeFileSync(part, text, { mode: 0o600 });
      renameSync(part, join(this.path, name));
    } catch (error) {
      rmSync(part, { force: true });
      throw unwritable(join(this.path, name), error);
    }
  }

  remove(...names: readonly string[]): void {
    // Whatever somebody has put there.
    for (const name of names) rmSync(join(this.path, name), { force: true, recursive: true });
  }

  #read(name: string): string | undefined {
    try {
      return readFileSync(join(this.path, name), "utf8");
    } catch {
      return undefined;
    }
  }
}

function isState(value: unknown): value is ServiceState {
  if (typeof value !== "object" || value === null) return false;
  const state: Partial<Record<keyof ServiceState, unknown>> = value;
  return (
    serviceNames.some((name) => name === state.system) &&
    Number.isSafeInteger(state.pid) &&
    Number(state.pid) > 1 &&
    [state.url, state.startedAt, state.instance].every((each) => typeof each === "string") &&
    ["string", "undefined"].includes(typeof state.processStart) &&
    ["string", "undefined"].includes(typeof state.follows)
  );
}

function unwritable(path: string, cause: unknown): RespinError {
  const message = `the services keep their state in ${path}, which cannot be written (${reasonOf(cause)}); nothing was started; see to the folder, or set RESPIN_ROOT`;
  return new RespinError("RSP_SERVICES_FOLDER", message, { cause });
}
