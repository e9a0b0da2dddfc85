// Compiles every extension of the repository to a signed object file, after `tsc -b`: a package that has one says so in its
// package.json, as "respin": { "extension": { "entry": "./src/extension.ts", "object": "./dist/NAME.rsp" } }.
//
// Each clone has a compiler key of its own, made here the first time and never committed. Its public half goes to where the
// systems look for the compilers that their kernels trust.
//
// With --check, nothing is written: the object files that are not of the sources as they are, or not there, are printed, and the
// exit code is 1 if there is one.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const keyFile = join(root, ".respin", "compiler.key");
const trusted = join(root, "packages", "systems", "dist", "trusted-compiler.pub");

const packages = ["packages", "packages/extensions", "experiments"].flatMap((folder) =>
  readdirSync(join(root, folder)).map((name) => join(root, folder, name)),
);
const extensions = packages.flatMap((folder) => {
  const manifest = join(folder, "package.json");
  if (!existsSync(manifest)) return [];
  const { respin } = JSON.parse(readFileSync(manifest, "utf8"));
  if (respin?.extension === undefined) return [];
  const { entry, object } = respin.extension;
  return [{ folder, entry: join(folder, entry), object: join(folder, object) }];
});

const checks = process.argv.includes("--check");
if (checks && !existsSync(keyFile)) {
  process.stdout.write(`${relative(root, keyFile)}\n`);
  process.exit(1);
}
const key = await signingKey();
/** What an object file is made of beside its own package: the compiler, and the interfaces of the kernel. */
const kernelAndCompiler = ["hardware", "dispatcher", "linker", "core", "compiler"];
const compiler = digestOf(
  kernelAndCompiler.map((name) => join(root, "packages", name, "dist")),
  ".js",
);
for (const { folder, entry, object } of extensions) {
  const sources = digestOf([dirname(entry)], ".ts");
  const interfaces = digestOf([join(folder, "dist")], ".js");
  const digest = `${compiler} ${interfaces} ${sources} ${key.publicKey.fingerprint}`;
  const digestFile = `${object}.made-of`;
  if (existsSync(object) && existsSync(digestFile) && readFileSync(digestFile, "utf8") === digest) continue;
  if (checks) {
    process.stdout.write(`${relative(root, object)}\n`);
    process.exitCode = 1;
    continue;
  }
  const { build, Violations } = await import("../packages/compiler/dist/index.js");
  try {
    const bytes = await build(entry, key, { packagesFrom: folder });
    mkdirSync(dirname(object), { recursive: true });
    writeFileSync(`${object}.part`, bytes);
    renameSync(`${object}.part`, object);
    writeFileSync(digestFile, digest);
  } catch (error) {
    const lines =
      error instanceof Violations
        ? error.violations.map(
            ({ code, file, line, column, message }) => `${relative(root, file)}:${line}:${column}  ${code}  ${message}`,
          )
        : [];
    process.stderr.write(`${[...lines, `${error.code ?? "RSP_UNFORESEEN"}  ${error.message}`].join("\n")}\n`);
    process.exitCode = 1;
  }
}

/** The key of this clone, made if there is none. */
async function signingKey() {
  const { readSigningKey, SigningKey, writeKeyFiles } = await import("../packages/linker/dist/index.js");
  if (!existsSync(keyFile)) {
    mkdirSync(dirname(keyFile), { recursive: true });
    writeKeyFiles(keyFile, SigningKey.create());
  }
  const found = readSigningKey(keyFile);
  const pem = found.publicKey.toPem();
  if (!existsSync(trusted) || readFileSync(trusted, "utf8") !== pem) {
    if (checks) {
      process.stdout.write(`${relative(root, trusted)}\n`);
      process.exitCode = 1;
      return found;
    }
    mkdirSync(dirname(trusted), { recursive: true });
    writeFileSync(trusted, pem);
  }
  return found;
}

/** One digest of all files of a kind below some folders. */
function digestOf(folders, suffix) {
  const hash = createHash("sha256");
  for (const folder of folders.filter((each) => existsSync(each)).toSorted()) {
    const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(suffix));
    for (const file of files.toSorted()) {
      hash
        .update(`${relative(root, join(folder, file))}\0`)
        .update(readFileSync(join(folder, file)))
        .update("\0");
    }
  }
  return hash.digest("hex");
}
