import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Fuel, type Outcome, runMetered } from "../testing/metered.js";
import { meter } from "./meter.js";

const ample = 1_000_000;

/** What a text does and spends with a counted loop in strips, and with the same loop under a label, which is not. */
function bothWays(source: string, left = ample): readonly [Outcome & Fuel, Outcome & Fuel] {
  const run = (text: string): Outcome & Fuel => {
    const fuel = { left };
    return { ...runMetered(text, fuel), left: fuel.left };
  };
  return [run(source.replace("@", "")), run(source.replace("@", "plain:"))];
}

const bounds = fc.integer({ min: -3, max: 900 });
const bodies = fc.constantFrom(
  "s += i;",
  "s = (s + i) | 0;",
  "if (i === stop) break; s += 1;",
  "if (i === stop) return s; s -= 1;",
  "if (i === stop) continue outer; s += 2;",
  "if (i === stop) break outer; s += 2;",
  "if (i % 3 === 0) continue; s += 1;",
  "switch (i & 3) { case 0: s += 1; break; case 1: continue; default: s += 3; }",
  "inner: { if (i & 1) break inner; s += 5; }",
  "t += i; s = t.length;",
  "xs[i & 7] += i;",
  "if (i === stop) null.x;",
);
const heads = fc.constantFrom(
  "let i = a; i < b; i++",
  "let i = a; i <= b; i += 3",
  "let i = b; i > a; i--",
  "let i = b; i >= a; i -= 2",
  "let i = a + 0.25; i < b; ++i",
  "let i = a; i < xs.length * 1; i++",
  "let i = 0; i < xs.length; i++",
);

test("strips do and spend what the plain loop does and spends, whatever way it is left", () => {
  fc.assert(
    fc.property(heads, bodies, bounds, bounds, bounds, (head, body, a, b, stop) => {
      const source =
        `const a = ${a}, b = ${b}, stop = ${stop}; const xs = [1, 2, 3, 4, 5, 6, 7, 8]; let t = "";` +
        `function f() { let s = 0; outer: for (const y of [1, 2]) { @ for (${head}) { ${body} } s += 7; } return s; }` +
        `let result = 0; try { result = f(); } catch (e) { log(e.name); }`;
      const [strips, plain] = bothWays(source);
      if (body.includes("null") && strips.log.length > 0) {
        // A throw may leave up to one strip paid.
        expect(plain.left - strips.left).toBeGreaterThanOrEqual(0);
        expect(strips).toEqual({ ...plain, left: strips.left });
      } else {
        expect(strips).toEqual(plain);
      }
    }),
    { numRuns: 500 },
  );
});

test("with any amount of fuel, strips end where the plain loop ends", () => {
  const source = "let result = 0; @ for (let i = 0; i < 300; i++) { result += i; }";
  for (let left = 0; left < 3200; left += 7) {
    const [strips, plain] = bothWays(source, left);
    expect(strips.thrown).toBe(plain.thrown);
    if (strips.thrown === undefined) expect(strips.left).toBe(plain.left);
  }
});

describe("which loops are cut into strips", () => {
  const inStrips = (source: string): boolean => meter(source).code.includes("_ahead(");

  test.each([
    "for (let i = 0; i < n; i++) s = (s + i) | 0;",
    "for (let i = 0; i < xs.length; i++) s += xs[i];",
    "for (let i = n; i >= 0; i -= 2) { if (s > 5) break; s += Math.abs(i); }",
    "class A { #n = 5; f() { for (let i = 0; i < this.#n; i++) s += 1; } }",
  ])("%s", (loop) => expect(inStrips(`let s = 0; const n = 9, xs = [n]; ${loop}`)).toBe(true));

  test.each([
    ["it calls", "for (let i = 0; i < n; i++) f();"],
    ["its body counts too", "for (let i = 0; i < n; i++) i += 1;"],
    ["its body moves the limit", "for (let i = 0; i < m; i++) m = i;"],
    ["its body may lengthen what it runs over", "for (let i = 0; i < xs.length; i++) xs[i + 1] = i;"],
    [
      "it holds another loop",
      "for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) s += j;".replace("j < n", "j < f()"),
    ],
    ["it counts by something else than a whole number", "for (let i = 0; i < n; i += 0.5) s += i;"],
    ["it counts away from its limit", "for (let i = 0; i < n; i--) s += i;"],
    ["what counts may be a text", "for (let i = f(); i < n; i++) s += 1;"],
    ["a getter may run", "const o = { get x() { return 1; } }; for (let i = 0; i < n; i++) s += o.x;"],
    ["a conversion may run", "const o = { valueOf() { return 1; } }; for (let i = 0; i < n; i++) s += o;"],
  ])("not if %s", (_why, loop) => {
    expect(inStrips(`let s = 0, m = 9; const n = 9, xs = [n], f = () => 1; ${loop}`)).toBe(false);
  });
});

test.each([
  ["for (;;);"],
  ["while (true) {}"],
  ["do ; while (true)"],
  ["for (let i = 0; i < Infinity; i++);"],
  ["for (let i = 0; i < 1; i -= 0);"],
  ["for (const x of (function* () { for (;;) yield 1; })());"],
  ["let i = 0; a: for (;;) { continue a; }"],
  ["for (let i = 0; ; i++) try { continue; } finally { i = 0; }"],
  ["for (let xs = [1]; ;) for (const x of xs) xs.push(x);"],
  ["const f = () => { try { f(); } finally { f(); } }; f();"],
  ["const f = () => { try { for (;;); } catch { f(); } finally { f(); } }; f();"],
  ["for (;;) { try { for (;;); } catch {} }"],
  ["class A { static { for (;;); } }"],
  ["({ a: class { static x = (() => { for (;;); })(); } });"],
])("an endless text is ended: %s", (source) => {
  expect(runMetered(`const result = 0; ${source}`, { left: 20_000 }).thrown).toMatch(/out of fuel|deeper than/u);
});

test("a loop that counts where adding one changes nothing is ended", () => {
  const source = "let result = 0; for (let i = 2 ** 53; i < 1e300; i++) result = 1;";
  expect(runMetered(source).thrown).toMatch(/counts beyond/u);
});
