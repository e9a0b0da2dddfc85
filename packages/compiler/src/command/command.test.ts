import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readObjectFile, readPublicKey, TrustedKeys } from "@respin/linker";
import { afterAll, expect, test } from "vitest";

// The command as it is used: built, in a process of its own, in a folder of its own.

const main = join(import.meta.dirname, "..", "..", "dist", "main.js");
const folder = mkdtempSync(join(tmpdir(), "respinc-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sources: Readonly<Record<string, string>> = {
  "package.json": '{ "name": "@sample/door-bell" }',
  "good.ts": `import { Console } from "@respin/core";
import { line } from "./parts/line.js";
/** Rings when it is loaded. */
const terminal = Console.Open();
Console.Write(terminal, line);
Console.Close(terminal);
`,
  "parts/line.ts": `export const line = "somebody is at the door";\n`,
  "bad.ts": `import { Console } from "@respin/core";
const terminal: any = Console.Open();
Console.Write(terminal, \`\${Date.now()}\`);
`,
  "typed.ts": `const x: number = "five";\n`,
  "text.rsp": "this is no object file, long as it may be: ".repeat(20),
};
for (const [name, text] of Object.entries(sources)) {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), text);
}

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function respinc(...words: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [main, ...words], { cwd: folder, env: { ...process.env, RESPIN_DEBUG: "" } });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}

const made = await respinc("keygen", "key");
const built = await respinc("build", "good.ts", "--key", "key", "--out", "out/bell.rsp");
const object = join(folder, "out", "bell.rsp");
writeFileSync(join(folder, "open.key"), readFileSync(join(folder, "key")), { mode: 0o600 });
chmodSync(join(folder, "open.key"), 0o644);

test("keygen makes a pair that only its owner can read, and tells its fingerprint", () => {
  const { fingerprint } = readPublicKey(join(folder, "key.pub"));
  expect(made).toEqual({ code: 0, stderr: "", stdout: `key and key.pub: ${fingerprint}\n` });
});

test("build makes an object file that a kernel with the public key reads", () => {
  const key = readPublicKey(join(folder, "key.pub"));
  const bytes = readFileSync(object);
  expect(built).toEqual({
    code: 0,
    stderr: "",
    stdout: `out/bell.rsp: ${bytes.length} bytes, signed by ${key.fingerprint}\n`,
  });
  const { manifest } = readObjectFile(bytes, new TrustedKeys([key]));
  expect(manifest).toMatchObject({ name: "door-bell", checked: true, exports: [] });
  expect(readdirSync(join(folder, "out"))).toEqual(["bell.rsp"]);
});

test.concurrent("build takes a name, and says what was not checked", async () => {
  const words = ["build", "bad.ts", "--key=key", "--out=asserted.rsp", "--name=driver", "--assert-safe"];
  const { code, stderr } = await respinc(...words);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: "respinc: bad.ts was not checked: its author asserts that it is safe\n",
  });
  const { stdout } = await respinc("inspect", "asserted.rsp");
  expect(stdout).toMatch(/^driver, compiled by respinc [\d.]+, NOT CHECKED: its author asserts that it is safe\n/);
});

test.concurrent("check says that every rule is kept, and writes nothing", async () => {
  const { code, stdout, stderr } = await respinc("check", "good.ts");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^good\.ts: \d+ lines keep every rule\n$/);
});

const bad = [
  /^bad\.ts:2:17 {2}RSP_SAFE_ANY {2}/,
  /^bad\.ts:3:28 {2}RSP_SAFE_GLOBAL {2}Date/,
  /^2 rules are broken; see docs\/safe-subset\.md$/,
];

test.concurrent.each<[string, readonly string[], readonly RegExp[]]>([
  ["check of what breaks rules", ["check", "bad.ts"], bad],
  ["build of the same", ["build", "bad.ts", "--key", "key", "--out", "o.rsp"], bad],
  [
    "check of what TypeScript refuses",
    ["check", "typed.ts"],
    [/^typed\.ts:1:7 {2}RSP_TYPE {2}Type 'string'/, /^1 rule is broken; see docs\/safe-subset\.md$/],
  ],
])("%s tells each place on a line of its own, and exits with 1", async (_what, words, lines) => {
  const { code, stdout, stderr } = await respinc(...words);
  expect({ code, stdout }, stderr).toEqual({ code: 1, stdout: "" });
  const told = stderr.slice(0, -1).split("\n");
  expect(told).toHaveLength(lines.length);
  for (const [n, line] of lines.entries()) expect(told[n]).toMatch(line);
});

test("inspect shows what is in an object file, for readers and for programs", async () => {
  const { code, stdout } = await respinc("inspect", "out/bell.rsp");
  expect(code).toBe(0);
  expect(stdout.split("\n").map((line) => line.replaceAll(/\d+|[0-9a-f]{16,}/g, "N"))).toEqual([
    "door-bell, compiled by respinc N.N.N",
    expect.stringMatching(/^signed by ed/),
    "code N bytes, source map N, manifest N; N lines of source",
    "imports:",
    expect.stringMatching(/^ {2}Console@.*: Close, Open, Write$/),
    "exports: none",
    expect.stringMatching(/^library: /),
    "globals: none",
    expect.stringMatching(/^metered: N functions and N loops, the depth of N functions$/),
    "",
  ]);
  const json = await respinc("inspect", "--json", "out/bell.rsp");
  expect(json.code).toBe(0);
  expect(JSON.parse(json.stdout)).toMatchObject({
    file: "out/bell.rsp",
    signatureHolds: true,
    manifest: { name: "door-bell", imports: [{ name: "Console" }] },
  });
});

test("inspect of an altered file shows it, says so, and exits with 1", async () => {
  const bytes = readFileSync(object);
  bytes[bytes.length - 100] ^= 1;
  writeFileSync(join(folder, "altered.rsp"), bytes);
  const { code, stdout } = await respinc("inspect", "altered.rsp");
  expect(code).toBe(1);
  expect(stdout).toMatch(/^NOT signed by the key it names, \S+: it was altered$/m);
  const json = await respinc("inspect", "altered.rsp", "--json");
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({ signatureHolds: false });
});

const build = ["build", "good.ts", "--key", "key", "--out", "o.rsp"];

test.concurrent.each<[readonly string[], number, RegExp]>([
  [[], 2, /^RSP_USAGE {2}name a command: build, check, inspect, keygen$/],
  [["biuld"], 2, /^RSP_USAGE {2}unknown command 'biuld'; did you mean build\?$/],
  [["build"], 2, /^RSP_USAGE {2}.*'--key <FILE>' not specified; see respinc --help$/],
  [["build", "good.ts", "--key", "key"], 2, /^RSP_USAGE {2}.*'--out <FILE>' not specified/],
  [["build", "good.ts", "--key", "key", "--out"], 2, /^RSP_USAGE {2}.*'--out <FILE>' argument missing/],
  [["check"], 2, /^RSP_USAGE {2}missing required argument 'entry'/],
  [["check", "good.ts", "bad.ts"], 2, /^RSP_USAGE {2}too many arguments for 'check'/],
  [["inspect", "--jsno", "o.rsp"], 2, /^RSP_USAGE {2}unknown option '--jsno'; did you mean --json\?$/],
  [[...build, "--out", "p.rsp"], 2, /^RSP_USAGE {2}--out is given twice/],
  [[...build, "--name", "Door Bell"], 2, /^RSP_USAGE {2}--name takes up to 64 small letters.*"Door Bell"$/],
  [[...build, "--name", ""], 2, /^RSP_USAGE {2}--name takes a word/],
  [["build", "good.ts", "--key", "key", "--out", "good.ts"], 2, /^RSP_USAGE {2}--out good\.ts would overwrite/],
  [["build", "good.ts", "--key", "key", "--out", "./key"], 2, /^RSP_USAGE {2}--out \.\/key would overwrite/],
  [["build", "good.ts", "--key", "key", "--out", "parts"], 2, /^RSP_SOURCE {2}parts is a folder/],
  [
    ["build", "good.ts", "--key", "key", "--out", "good.ts/o.rsp"],
    2,
    /^RSP_SOURCE {2}good\.ts\/o\.rsp cannot be written/,
  ],
  [["build", "none.ts", "--key", "key", "--out", "o.rsp"], 2, /^RSP_SOURCE {2}"none\.ts" is no file; name the/],
  [["check", "parts"], 2, /^RSP_SOURCE {2}"parts" is no file/],
  [["check", ""], 2, /^RSP_SOURCE {2}"" is no file/],
  [["check", "two\nlines.ts"], 2, /^RSP_SOURCE {2}"two\\nlines\.ts" is no file/],
  [["build", "good.ts", "--key", "none", "--out", "o.rsp"], 2, /^RSP_KEY_FILE {2}none: cannot be read/],
  [
    ["build", "good.ts", "--key", "open.key", "--out", "o.rsp"],
    2,
    /^RSP_KEY_FILE {2}open\.key: may be read or written/,
  ],
  [["keygen", "key"], 2, /^RSP_KEY_FILE {2}key: is there already/],
  [["keygen", "nowhere/key"], 2, /^RSP_KEY_FILE {2}nowhere\/key: cannot be written \(ENOENT\)/],
  [["keygen", ""], 2, /^RSP_USAGE {2}keygen takes the name of a file/],
  [["inspect", "none.rsp"], 2, /^RSP_SOURCE {2}none\.rsp cannot be read/],
  [["inspect", "two\nlines.rsp"], 2, /^RSP_SOURCE {2}two lines\.rsp cannot be read/],
  [["inspect", "text.rsp"], 1, /^RSP_OBJECT_FORMAT {2}text\.rsp: is not an object file/],
])("respinc %j: one line, and the exit code %d", async (words, exit, line) => {
  const { code, stdout, stderr } = await respinc(...words);
  expect({ code, stdout }, stderr).toEqual({ code: exit, stdout: "" });
  expect(stderr.endsWith("\n")).toBe(true);
  expect(stderr.slice(0, -1)).toMatch(line);
  expect(stderr.slice(0, -1)).not.toContain("\n");
});

test("nothing half-written is left of what failed, and what was there is as it was", () => {
  const names = readdirSync(folder, { recursive: true }).map(String);
  expect(names.filter((name) => /\.part|^o\.rsp|^p\.rsp|^nowhere/.test(name))).toEqual([]);
  expect(readFileSync(join(folder, "good.ts"), "utf8")).toBe(sources["good.ts"]);
  expect(readFileSync(object)).toHaveLength(Number(/(\d+) bytes/.exec(built.stdout)?.[1]));
});

test("help exits with 0, and shows every command and what exit codes say", async () => {
  for (const words of [["--help"], ["help"], ["build", "--help"]]) {
    const { code, stdout, stderr } = await respinc(...words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("Usage: respinc");
  }
  const { stdout } = await respinc("--help");
  for (const part of ["build", "check", "inspect", "keygen", "Exit codes: 0"]) expect(stdout).toContain(part);
});
