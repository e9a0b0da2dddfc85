import { expect, test } from "vitest";
import { declarationOf, defineInterface, procedure } from "../interface/interface.js";
import { flag, integer } from "../interface/types.js";
import { kernel, thrown } from "../testing/kernel.js";
import { objectFile, type Written } from "../testing/object-files.js";
import { exportForEach } from "./exports.js";

const A = defineInterface("A", { Get: procedure([], integer) });
const B = defineInterface("B", { Get: procedure([], integer) });
/** As B, but for the shape. */
const otherB = defineInterface("B", { Get: procedure([integer, flag], integer) });

const exportsA: Written = { name: "a", exports: [[A, "{ Get: () => 1 }"]] };
const exportsB: Written = { name: "b", exports: [[B, "{ Get: () => 2 }"]] };

test("resolve links only what is unresolved, and exports nothing more", () => {
  const { linker } = kernel();
  const [first, second] = [exportsA, { ...exportsA, name: "second", exports: [[A, "{ Get: () => 9 }"]] } as const].map(
    (written) => linker.create(objectFile(written)),
  );
  const target = linker.create(
    objectFile({ name: "target", imports: [A, B], exports: [[otherB, "{ Get: () => A_Get.raise() }"]] }),
  );

  linker.resolve(first, target);
  linker.resolve(second, target);

  expect(target.unresolved).toEqual(["B.Get"]);
  expect(target.exports).toEqual(["B"]);
  expect(first.exports).toEqual(["A"]);
  linker.resolve(linker.create(objectFile(exportsB)), target);
  for (const each of [first, target]) linker.run(each);
  expect(linker.linksOf(target, otherB).Get.raise()).toBe(1);
});

test("domains that import from each other take two resolves, and call each other once both have run", () => {
  const { linker } = kernel();
  const one = linker.create(
    objectFile({
      name: "one",
      imports: [B],
      exports: [[A, "{ Get: () => deep ? 1 : B_Get.raise() }"]],
      body: "let deep = false;",
    }),
  );
  const two = linker.create(
    objectFile({
      name: "two",
      imports: [A],
      exports: [[B, "{ Get: () => 10 + n(A_Get) }"]],
      body: "let calls = 0; const n = (to) => calls++ === 0 ? to.raise() : 5;",
    }),
  );

  linker.resolve(one, two);
  expect(thrown(() => linker.run(one)).code).toBe("RSP_UNRESOLVED");
  linker.resolve(two, one);
  linker.run(one);
  expect(thrown(() => linker.linksOf(one, A).Get.raise())).toEqual({
    code: "RSP_DOMAIN_IDLE",
    message: "B.Get was called before two ran; resolve it and run it first",
  });
  linker.run(two);

  // one calls two, two calls one, and one calls two again.
  expect(linker.linksOf(one, A).Get.raise()).toBe(25);
  expect(linker.linksOf(two, B).Get.raise()).toBe(15);
});

test("a conflict of types shows both shapes", () => {
  const { linker } = kernel();
  const target = linker.create(objectFile({ name: "target", imports: [otherB] }));
  const [wanted, there] = [otherB, B].map((each) => declarationOf(each).fingerprint);

  expect(thrown(() => linker.resolve(linker.create(objectFile(exportsB)), target))).toEqual({
    code: "RSP_LINK_FINGERPRINT",
    message:
      `cannot link target against B: it was compiled for B@${wanted}, this is B@${there} ` +
      "(it was compiled for Get(integer, flag): integer, and there is Get(): integer); recompile it with `respinc build`",
  });
});

test("a procedure that there is not is named as missing, also where every object has one of its name", () => {
  const { linker } = kernel();
  const wanted = defineInterface("B", { constructor: procedure([], integer) });
  const target = linker.create(objectFile({ name: "target", imports: [wanted] }));
  const own = linker.createFromModule(
    "own",
    exportForEach(B, () => ({ Get: () => 1 })),
  );

  for (const source of [linker.create(objectFile(exportsB)), own]) {
    expect(thrown(() => linker.resolve(source, target)).message).toContain(
      "(it was compiled for constructor(): integer, and there is none)",
    );
  }
});

test("a difference in what is not used is a conflict, too", () => {
  const { linker } = kernel();
  const { fingerprint } = declarationOf(otherB);
  const claims = [{ name: "B", fingerprint, procedures: declarationOf(B).shapes }];

  expect(
    thrown(() => linker.resolve(linker.create(objectFile(exportsB)), linker.create(objectFile({ claims })))).message,
  ).toContain("(a procedure that it does not use is another one)");
});

test("an object file whose word on its imports does not agree with itself is not linked", () => {
  const { linker } = kernel();
  const { fingerprint } = declarationOf(B);
  for (const procedures of [{ Get: "(text): text" }, { toString: "(): text" }]) {
    const target = linker.create(objectFile({ claims: [{ name: "B", fingerprint, procedures }] }));

    expect(thrown(() => linker.resolve(linker.create(objectFile(exportsB)), target)).code).toBe("RSP_LINK_FINGERPRINT");
    expect(target.fullyResolved).toBe(false);
  }
});

test("a conflict in one part of a combined domain leaves all of it as it was", () => {
  const { linker } = kernel();
  const good = linker.create(objectFile({ name: "good", imports: [A, B] }));
  const bad = linker.create(objectFile({ name: "bad", imports: [otherB] }));
  const source = linker.combine(linker.create(objectFile(exportsA)), linker.create(objectFile(exportsB)));
  const target = linker.combine(good, bad);

  expect(thrown(() => linker.resolve(source, target)).code).toBe("RSP_LINK_FINGERPRINT");

  expect(target.unresolved).toEqual(["A.Get", "B.Get", "B.Get"]);
});

test("an exporter that has no links for an importer leaves all as it was", () => {
  const { linker } = kernel();
  const refusing = exportForEach(B, ({ name }) => {
    if (name === "guest") throw new Error("not for guests");
    return { Get: () => 1 };
  });
  const source = linker.combine(linker.create(objectFile(exportsA)), linker.createFromModule("refusing", refusing));
  const target = linker.create(objectFile({ imports: [A, B] }), { name: "guest" });
  const incomplete = linker.createFromModule(
    "incomplete",
    exportForEach(B, () => ({}) as { Get: () => number }),
  );

  expect(thrown(() => linker.resolve(source, target)).message).toBe("Error: not for guests");
  expect(target.unresolved).toEqual(["A.Get", "B.Get"]);
  expect(thrown(() => linker.resolve(incomplete, target))).toEqual({
    code: "RSP_EXPORT",
    message: "guest cannot be linked to B.Get: it is exported, and there is none; implement it",
  });
});

test("an exporter that meddles when it is asked for links does not get two of them in one place", () => {
  const { linker } = kernel();
  const target = linker.create(
    objectFile({ name: "target", imports: [B], exports: [[A, "{ Get: () => B_Get.raise() }"]] }),
  );
  const other = linker.create(objectFile(exportsB));
  const meddling = linker.createFromModule(
    "meddling",
    exportForEach(B, () => {
      linker.resolve(other, target);
      return { Get: () => 3 };
    }),
  );

  linker.resolve(meddling, target);
  for (const each of [other, target]) linker.run(each);

  expect(linker.linksOf(target, A).Get.raise()).toBe(2);
  linker.destroy(meddling);
  expect(linker.linksOf(target, A).Get.raise()).toBe(2);
});

test("an import of which nothing is used is resolved all the same", () => {
  const { linker } = kernel();
  const { fingerprint } = declarationOf(A);
  const target = linker.create(objectFile({ name: "target", claims: [{ name: "A", fingerprint, procedures: {} }] }));

  expect(target.unresolved).toEqual(["A"]);
  expect(thrown(() => linker.run(target)).message).toContain(
    "nothing is linked to A; resolve it from a domain that exports A",
  );
  linker.resolve(linker.create(objectFile(exportsA)), target);
  linker.run(target);
  expect(target.state).toBe("running");
});
