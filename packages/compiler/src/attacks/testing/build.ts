import { join } from "node:path";
import { RespinError } from "@respin/hardware";
import { SigningKey } from "@respin/linker";
import { build, Violations } from "../../build.js";
import { corpus, type Attack } from "./attack.js";

/** The key of the compiler that the kernels of the tests trust. */
export const key = SigningKey.create();

/** What the compiler made of an attack: an object file, or the codes with which it refused it. */
export type Built = { readonly bytes: Uint8Array } | { readonly refused: readonly string[] };

/** Compile an attack as everything is compiled, or past the checks. */
export async function buildAttack(attack: Attack, packagesFrom: string, safety: "check" | "bypass"): Promise<Built> {
  return await buildFile(attack.file, attack.name, packagesFrom, safety);
}

/** Compile one of the bystanders. */
export async function buildBystander(name: string, packagesFrom: string): Promise<Uint8Array> {
  const built = await buildFile(join(corpus, "bystanders", `${name}.ts`), name, packagesFrom, "check");
  if ("bytes" in built) return built.bytes;
  throw new Error(`${name} cannot be compiled: ${built.refused.join(", ")}`);
}

async function buildFile(file: string, name: string, packagesFrom: string, safety: "check" | "bypass"): Promise<Built> {
  try {
    return { bytes: await build(file, key, { name, packagesFrom, safety }) };
  } catch (error) {
    if (error instanceof Violations) return { refused: [...new Set(error.violations.map(({ code }) => code))] };
    if (error instanceof RespinError) return { refused: [error.code] };
    throw error;
  }
}
