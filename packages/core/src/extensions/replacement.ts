import { change, type Binding, type SwapChange } from "@respin/dispatcher";
import type { Linker, Succession } from "@respin/linker";
import { Handover, handedOver } from "./handover.js";
import type { Bindings, Loaded } from "./loaded.js";

/** Let the new extension take over what the old one gives, where both export `Handover`. Throws RSP_HANDOVER, and what they throw. */
export function handOver(linker: Linker, before: Loaded, after: Loaded, succession: Succession): void {
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
export function changesBetween(before: Bindings, after: Bindings): readonly SwapChange[] {
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
