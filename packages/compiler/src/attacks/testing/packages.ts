import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const thisPackage = fileURLToPath(new URL("../../../", import.meta.url));

/**
 * A folder from which attacks find their packages: the kernel's, and the corpus's own interfaces. Made for a run of the
 * tests, since nothing of either may come from an extension's own folder.
 */
export function makePackages(): { readonly folder: string; remove(): void } {
  const built = join(thisPackage, "dist/attacks/testing/interfaces");
  if (!existsSync(`${built}.js`)) throw new Error(`${built}.js is missing: run tsc -b first`);
  const folder = mkdtempSync(join(tmpdir(), "respin-attacks-"));
  const interfaces = join(folder, "node_modules/@attacks/interfaces");
  mkdirSync(interfaces, { recursive: true });
  symlinkSync(join(thisPackage, "node_modules/@respin"), join(folder, "node_modules/@respin"));
  for (const extension of ["js", "d.ts"])
    symlinkSync(`${built}.${extension}`, join(interfaces, `interfaces.${extension}`));
  writeFileSync(
    join(interfaces, "package.json"),
    JSON.stringify({
      name: "@attacks/interfaces",
      type: "module",
      exports: { ".": { types: "./interfaces.d.ts", default: "./interfaces.js" } },
    }),
  );
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
