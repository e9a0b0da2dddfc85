import { change, type Binding, type SwapChange } from "@respin/dispatcher";
import { RespinError } from "@respin/hardware";
import type { Domain, Importer, Limits, Linker, ObjectFile, Succession } from "@respin/linker";
import type { Strands } from "../strand.js";
import { Handover, handedOver } from "./handover.js";
import type { Bindings, Loaded } from "./loaded.js";
import type { OperationMeter } from "./operation-meter.js";
import type { Residents } from "./residents.js";

/** What it takes to put an extension in the place of another. */
export interface Replacing {
  readonly linker: Linker;
  readonly residents: Residents;
  readonly strands: Strands;
  readonly meter: OperationMeter;
}

/** What is put in the place of another. */
export interface Replacement {
  readonly object: ObjectFile;
  readonly limits: Partial<Limits> | undefined;
  /** Link what is not linked as the other one was. */
  readonly link: (after: Loaded) => void;
}

/**
 * Put an extension in the place of one that runs. When this throws, the old one runs on as it was.
 *
 * Invariant K3: of an extension and the one that replaces it, every raise and call meets the handlers and exports of one of them;
 * and a replacement that fails has changed nothing of the old one's.
 *   Kept by: `replace`, by one swap of the dispatcher's. Attacked by: replace.test.ts, replace.failing.test.ts
 */
export function replace(replacing: Replacing, before: Loaded, { object, limits, link }: Replacement): Loaded {
  const { linker, residents } = replacing;
  if (before.state !== "running") {
    throw new RespinError("RSP_REPLACE", `${before.name} cannot be replaced before it has run; run it first`);
  }
  const made: { importer?: Importer } = {};
  const succession = linker.succeed(before.domain, object, {
    name: before.name,
    limits: { ...before.limits, ...limits },
    created: (importer) => void (made.importer = importer),
  });
  const domain: Domain = succession.domain;
  const after = residents.enter(domain, made.importer, before.granted, (why) => linker.destroy(domain, why));
  after.bindings.wait = true;
  try {
    succession.link();
    link(after);
    succession.run();
    handOver(linker, before, after, succession);
    // Whoever it called may have ended the old one meanwhile, or replaced it.
    residents.living(before, "replaced");
    succession.commit(changesBetween(before.bindings, after.bindings), after.bindings.holdings);
  } catch (error) {
    residents.endAfter(after, `it could not take the place of ${before.name}`);
    throw error;
  }
  succeeded(replacing, before, after, succession.endOld);
  return after;
}

/** What stands now where an extension stood. */
export function latest(loaded: Loaded): Loaded {
  let found = loaded;
  while (found.successor !== undefined) found = found.successor;
  return found;
}

function succeeded(replacing: Replacing, before: Loaded, after: Loaded, endOld: (why: string) => void): void {
  after.bindings.wait = false;
  after.state = "running";
  before.granted.holder = after;
  for (const holding of before.bindings.all.values()) holding.drop();
  before.bindings.all.clear();
  before.bindings.over = true;
  before.state = "replaced";
  before.end = "another is in its place; use what replace returned";
  before.successor = after;
  before.finish = endOld;
  after.predecessors = [...before.predecessors.filter(({ isThere }) => isThere), before];
  endWhenLeft(replacing, before);
}

function endWhenLeft(replacing: Replacing, before: Loaded): void {
  const { strands, meter, residents } = replacing;
  const end = (): void => residents.end(before, "replaced", "it was replaced, and the last call has left it");
  before.inside.whenLeft(() => {
    if (!strands.isRunning && !meter.bounds) return end();
    // Some of its code may stand on the stack still, below this, and wait later; on a strand of its own there is nothing below.
    const look = (): void => (before.inside.isOccupied ? endWhenLeft(replacing, before) : end());
    strands.startKernel(`end of ${before.name}`, once(look));
  });
}

/** Let the new extension take over what the old one gives, where both export `Handover`. Throws RSP_HANDOVER, and what they throw. */
function handOver(linker: Linker, before: Loaded, after: Loaded, succession: Succession): void {
  if (!before.domain.exports.includes("Handover")) return;
  const { Give } = linker.linksOf(before.domain, Handover);
  const given = handedOver(
    before.name,
    before.inside.run(() => Give.raise()),
  );
  const take = succession.procedure("Handover", "Take") as (given: unknown) => unknown;
  after.inside.run(() => take(given));
}

/**
 * The changes that put the new extension's handlers where the old one's are: each in the place of one of the same event and
 * order, as long as there are any.
 */
function changesBetween(before: Bindings, after: Bindings): readonly SwapChange[] {
  const left = [...before.all.keys()].filter(({ installed }) => installed);
  const replaced: SwapChange[] = [];
  const added: SwapChange[] = [];
  for (const binding of after.all.keys()) {
    const at = left.findIndex((other) => isAlike(other, binding));
    if (at < 0) added.push(change.install(binding));
    else replaced.push(change.replace(left.splice(at, 1)[0], binding));
  }
  // First those that go: there may be no room for both.
  return [...left.map((binding) => change.uninstall(binding)), ...replaced, ...added];
}

function isAlike(a: Binding, b: Binding): boolean {
  return a.event === b.event && a.order.length === b.order.length && a.order.every((each, n) => each === b.order[n]);
}

function* once(act: () => void): Generator<void, void, void> {
  act();
}
