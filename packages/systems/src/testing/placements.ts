import type { PolicyChoice } from "@respin/buffer-manager";
import { alphaAxp3000400, RespinError, type MachineProfile, type Platter } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import type { Application, FileNumber } from "../application.js";
import { boot } from "../boot.js";
import { prepareDisk, type DiskFile } from "../prepare.js";
import type { SystemName } from "../profile.js";
import type { System, SystemOptions } from "../system.js";

export const pageBytes = 1024;

/** A machine with small pages, so that a test's files are small, its logs are soon full and its runs are quick. */
export const machine: MachineProfile = { ...alphaAxp3000400, frameBytes: pageBytes };

/** A system, and how it is built where there is a choice. */
export interface Placement {
  readonly label: string;
  readonly system: SystemName;
  readonly options: Partial<SystemOptions>;
}

export const cached: Placement = { label: "monolithic, cached", system: "monolithic", options: { files: "cached" } };
export const raw: Placement = { label: "monolithic, raw", system: "monolithic", options: { files: "raw" } };
export const spin: Placement = { label: "spin", system: "spin", options: {} };
export const microkernel: Placement = { label: "microkernel", system: "microkernel", options: {} };
export const placements: readonly Placement[] = [spin, cached, raw, microkernel];

/** Those whose application has all the memory to itself, under a policy of its own. */
export const ownMemory: readonly Placement[] = [spin, raw, microkernel];

/** A disk whose pages each begin with their own number. */
export function diskWith(...files: readonly DiskFile[]): Platter {
  return prepareDisk(
    machine,
    files.map((file) => ({
      content: (page, into) => void (new Int32Array(into.buffer, into.byteOffset)[0] = page),
      ...file,
    })),
  );
}

/** Boot with one application. */
export function bootOne(
  placement: Placement,
  platter: Platter,
  options: { readonly frames: number; readonly policy?: PolicyChoice | undefined } & Partial<SystemOptions>,
): { readonly system: System; readonly application: Application } {
  const { policy, ...rest } = options;
  const applications = [{ name: "db", policy }];
  const system = boot(placement.system, { machine, platter, applications, ...placement.options, ...rest });
  return { system, application: system.applications[0] };
}

/** Use a page, waiting for it if need be. */
export function* use(application: Application, file: FileNumber, page: number, write: boolean): Waiting {
  if (!application.access(file, page, write)) yield* application.wait(file, page, write);
}

/** The code of what is thrown. */
export function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof RespinError) return error.code;
    throw error;
  }
  return "nothing was thrown";
}

/** Numbers below `limit`, the same for the same seed. */
export function randomNumbers(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    // The upper bits are the random ones of such a generator.
    return Math.floor((Math.floor(state / 256) / 2 ** 24) * limit);
  };
}

/** One reference to a page. */
export interface Reference {
  readonly page: number;
  readonly write: boolean;
}

/** Reference strings over so many pages, a fifth of them stores. */
export const referenceStrings: Readonly<Record<string, (pages: number, length: number) => readonly Reference[]>> = {
  random: (pages, length) => stringOf(length, 11, (_, random) => random(pages)),
  looping: (pages, length) => stringOf(length, 12, (index) => index % pages),
  skewed: (pages, length) => stringOf(length, 13, (_, random) => random(1 + random(1 + random(pages)))),
};

function stringOf(
  length: number,
  seed: number,
  page: (index: number, random: (limit: number) => number) => number,
): readonly Reference[] {
  const random = randomNumbers(seed);
  return Array.from({ length }, (_, index) => ({ page: page(index, random), write: random(5) === 0 }));
}

/** A program that makes the references, and looks whether each page is the right one. */
export function* referring(application: Application, name: string, references: readonly Reference[]): Waiting {
  const file = yield* application.open(name);
  for (const { page, write } of references) {
    yield* use(application, file, page, write);
    if (application.word(0) !== page) throw new Error(`page ${application.word(0)} of ${name} is there, not ${page}`);
    if (write) application.setWord(1, application.word(1) + 1);
  }
}
