import { expect, test } from "vitest";
import fc from "fast-check";
import { RespinError } from "@respin/hardware";
import { ExternalReferences } from "./external-references.js";

/** Two applications' tables, beside a plain map of what each holds and a list of all that was ever given out. */
class Model {
  readonly limit = 6;
  readonly tables = [
    new ExternalReferences<object>("db", { limit: this.limit }),
    new ExternalReferences<object>("web", { limit: this.limit }),
  ] as const;
  readonly held = [new Map<number, object>(), new Map<number, object>()] as const;
  readonly ended = [false, false];
  readonly given: number[] = [];

  /** Everything that was given out resolves where the maps say, and nowhere else. */
  check(): void {
    for (const at of [0, 1] as const) {
      expect(this.tables[at].held).toBe(this.held[at].size);
      for (const reference of this.given) {
        expect(attempt(() => this.tables[at].resolve(reference, "Read"))).toBe(
          this.held[at].get(reference) ?? "RSP_REFERENCE",
        );
      }
    }
  }
}

/** What an action gives, or the code of what it throws. */
function attempt(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    if (error instanceof RespinError) return error.code;
    throw error;
  }
}

type Table = 0 | 1;
type Step =
  | { readonly does: "externalize"; readonly at: Table }
  | { readonly does: "release"; readonly at: Table; readonly which: number }
  | { readonly does: "guess"; readonly at: Table; readonly which: number; readonly off: number }
  | { readonly does: "end"; readonly at: Table };

const table = fc.constantFrom<Table>(0, 1);
const off = fc.oneof(
  fc.constantFrom(1, -1, 65_536, -65_536, 2 ** 32, -(2 ** 32), 2 ** 33, 0.5, Number.NaN),
  fc.double(),
  fc.maxSafeInteger(),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 40, arbitrary: fc.record({ does: fc.constant("externalize"), at: table }) },
  { weight: 40, arbitrary: fc.record({ does: fc.constant("release"), at: table, which: fc.nat() }) },
  { weight: 20, arbitrary: fc.record({ does: fc.constant("guess"), at: table, which: fc.nat(), off }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("end"), at: table }) },
);

function take(model: Model, each: Step): void {
  const { at } = each;
  const references = model.tables[at];
  const held = model.held[at];
  if (each.does === "externalize") {
    const capability = {};
    const given = attempt(() => references.externalize(capability));
    if (model.ended[at]) expect(given).toBe("RSP_REFERENCES_ENDED");
    else if (held.size === model.limit) expect(given).toBe("RSP_REFERENCES_FULL");
    else if (typeof given === "number") {
      expect(model.given).not.toContain(given);
      model.given.push(given);
      held.set(given, capability);
    } else expect.unreachable(`${String(given)} is no reference`);
  } else if (each.does === "release") {
    // Any reference ever given out, by either table: often one that is stale or foreign.
    const reference = model.given.length === 0 ? 0 : model.given[each.which % model.given.length];
    expect(attempt(() => references.release(reference, "Close"))).toBe(held.get(reference) ?? "RSP_REFERENCE");
    held.delete(reference);
  } else if (each.does === "guess") {
    const guess = (model.given.at(each.which % (model.given.length + 1)) ?? 0) + each.off;
    expect(attempt(() => references.resolve(guess, "Read"))).toBe(held.get(guess) ?? "RSP_REFERENCE");
  } else {
    expect(new Set(references.releaseAll())).toEqual(new Set(held.values()));
    held.clear();
    model.ended[at] = true;
  }
}

test("after any history of two tables, exactly what is held resolves, where it is held, to what it was given for (X1)", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (history) => {
      const model = new Model();
      for (const each of history) take(model, each);
      model.check();
    }),
    { numRuns: 300 },
  );
});
