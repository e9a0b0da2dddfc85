import type { Application, FileNumber, System, Waiting } from "@respin/systems";
import { StepKind, type ScriptFile, type Steps } from "./script.js";

/** Steps that are run before the caller has its turn. */
const stepsAtOnce = 20_000;

/** A script to be played by one application. */
export interface Script {
  readonly files: readonly ScriptFile[];
  readonly steps: Steps;
  readonly orders?: readonly (readonly [first: number, then: number])[];
}

export interface PlayOptions {
  /** Whether the program names the pages that it will want. */
  readonly prefetch: boolean;
  /** Whether pages are stamped with their numbers, which is then checked on each reference. */
  readonly stamped: boolean;
  /** Told of the end of each operation. */
  readonly onEnd: () => void;
}

/** The word of a page that holds its stamp, and the word that a script's writes go into. */
const STAMP_WORD = 0;
const WRITE_WORD = 1;

/** Stamp a page with its number, when a disk is prepared. */
export function stamp(page: number, into: Uint8Array): void {
  new DataView(into.buffer, into.byteOffset).setInt32(4 * STAMP_WORD, page, true);
}

/** Play a script to its end on an application of its own, giving the caller a turn now and then: yields steps done. */
export function* play(
  system: System,
  application: Application,
  script: Script,
  options: PlayOptions,
): Generator<number> {
  const files = system.run(application, open(application, script));
  for (let from = 0; from < script.steps.length; from += stepsAtOnce) {
    const to = Math.min(from + stepsAtOnce, script.steps.length);
    system.run(application, playSteps(application, files, script.steps, { ...options, from, to }));
    yield to;
  }
}

/** A script as one program, for applications that run side by side. */
export function* playWhole(application: Application, script: Script, options: PlayOptions): Waiting {
  const files = yield* open(application, script);
  yield* playSteps(application, files, script.steps, { ...options, from: 0, to: script.steps.length });
}

function* open(application: Application, script: Script): Waiting<FileNumber[]> {
  const files: FileNumber[] = [];
  for (const { name } of script.files) files.push(yield* application.open(name));
  for (const [first, then] of script.orders ?? []) yield* application.order(files[first], files[then]);
  return files;
}

function* playSteps(
  application: Application,
  files: readonly FileNumber[],
  steps: Steps,
  { from, to, prefetch, stamped, onEnd }: PlayOptions & { readonly from: number; readonly to: number },
): Waiting {
  for (let at = from; at < to; at++) {
    const kind = steps.kind(at);
    const file = files[steps.file(at)];
    const page = steps.page(at);
    switch (kind) {
      case StepKind.end:
        onEnd();
        break;
      case StepKind.prefetch:
        if (prefetch && application.takesAdvice) yield* application.prefetch(file, page);
        break;
      case StepKind.force:
        yield* application.force([[[file, page]]]);
        break;
      default: {
        const write = kind !== StepKind.read;
        if (!application.access(file, page, write))
          yield* application.wait(file, page, write, kind === StepKind.overwrite);
        if (stamped) check(application, page, kind, at);
        application.compute("program.reference", 1);
      }
    }
  }
}

/** Every reference must reach the page that it names, with what was last written there. */
function check(application: Application, page: number, kind: number, at: number): void {
  if (kind === StepKind.overwrite) application.setWord(STAMP_WORD, page);
  if (application.word(STAMP_WORD) !== page) {
    throw new Error(
      `step ${at} of ${application.name} reached page ${application.word(STAMP_WORD)} for page ${page}; this is a defect of Respin`,
    );
  }
  if (kind !== StepKind.read) application.setWord(WRITE_WORD, at);
}
