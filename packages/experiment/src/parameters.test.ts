import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, expectTypeOf, test } from "vitest";
import { choice, choices, file, flagOf, integer, nearest, parseParameters, text } from "./index.js";
import type { ParameterValues } from "./index.js";

const folder = mkdtempSync(join(tmpdir(), "respin-parameters-"));
afterAll(() => rmSync(folder, { recursive: true }));

const declared = {
  frames: integer({ default: 64, min: 8, max: 1_000_000, help: "memory in pages" }),
  policy: choice(["lru", "mru", "second-chance"], { default: "lru", help: "the database's" }),
  workload: choices(["patterns", "sqlite", "trace"], { default: ["patterns", "sqlite"], help: "what runs" }),
  trace: file({ help: "a reference string" }),
  label: text({ default: "none", help: "any text" }),
};

test("values have the types of their declarations", () => {
  type Values = ParameterValues<typeof declared>;
  expectTypeOf<Values["frames"]>().toEqualTypeOf<number>();
  expectTypeOf<Values["policy"]>().toEqualTypeOf<"lru" | "mru" | "second-chance">();
  expectTypeOf<Values["workload"]>().toEqualTypeOf<readonly ("patterns" | "sqlite" | "trace")[]>();
  expectTypeOf<Values["trace"]>().toEqualTypeOf<string | undefined>();
  expectTypeOf<Values["label"]>().toEqualTypeOf<string>();
});

test("what is not given takes its default, what is given is read", () => {
  expect(parseParameters(declared, {})).toEqual({
    frames: 64,
    policy: "lru",
    workload: ["patterns", "sqlite"],
    trace: undefined,
    label: "none",
  });
  const given = parseParameters(declared, { frames: "1e4", policy: "mru", workload: "trace,patterns,trace" });
  expect(given).toMatchObject({ frames: 10_000, policy: "mru", workload: ["patterns", "trace"] });
});

test.each(["", " ", "7", "1000001", "12.5", "0x40", "64k", "NaN", "-64", "1e99"])(
  "%j is no number of frames",
  (typed) => {
    expect(() => declared.frames.parse(typed, "--frames")).toThrow(
      expect.objectContaining({
        code: "RSP_PARAMETER",
        usage: true,
        message: expect.stringContaining("--frames takes a whole number from 8 to 1000000"),
      }),
    );
  },
);

test("a misspelt word is answered with the nearest right one", () => {
  expect(() => declared.policy.parse("secondchance", "--policy")).toThrow(/did you mean second-chance\?/);
  expect(() => declared.workload.parse("sqlite,patern", "--workload")).toThrow(/"patern"; did you mean patterns\?/);
  expect(() => parseParameters(declared, { frmaes: "9" })).toThrow(/no parameter frmaes; did you mean frames\?/);
  expect(nearest("paging", ["threads", "paging-db", "pagers"])).toBe("paging-db");
  expect(nearest("x", [])).toBeUndefined();
});

test("a file is one that can be read", () => {
  const path = join(folder, "trace.csv");
  writeFileSync(path, "1\n");
  expect(declared.trace.parse(path)).toBe(path);
  expect(() => declared.trace.parse(join(folder, "absent"), "--trace")).toThrow(/--trace takes a file .*ENOENT/);
  expect(() => declared.trace.parse(folder, "--trace")).toThrow(/not a regular file/);
});

test("a parameter is a flag of lower-case words", () => {
  expect(flagOf("kernelPolicy")).toBe("--kernel-policy");
  expect(flagOf("frames")).toBe("--frames");
});
