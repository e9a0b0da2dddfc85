import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("..", import.meta.url));

test("the first example of the README prints what it says", () => {
  const example = /```js\n(?<code>[^`]*(?:`[^`]+`[^`]*)*?)```/.exec(readFileSync(join(folder, "README.md"), "utf8"));
  const code = example?.groups?.["code"] ?? "";
  const said = [...code.matchAll(/\/\/ (?<lines>.*)$/gm)].flatMap(({ groups }) =>
    (groups?.["lines"] ?? "").split(", "),
  );
  // Inside the package, so that it finds it by its name.
  const place = mkdtempSync(join(folder, "dist", "readme-"));
  try {
    writeFileSync(join(place, "example.mjs"), code);
    const printed = execFileSync(process.execPath, [join(place, "example.mjs")], { encoding: "utf8" });
    expect(printed.trim().split("\n")).toEqual(said);
    expect(said.length).toBe(3);
  } finally {
    rmSync(place, { recursive: true });
  }
});
