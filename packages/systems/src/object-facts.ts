import { readFileSync } from "node:fs";
import { RespinError } from "@respin/hardware";
import { inspectObjectFile, type LinkedInterface, type Manifest } from "@respin/linker";

/** An interface as an object file names it, with the procedures that are imported or exported. */
export interface InterfaceFacts {
  readonly name: string;
  readonly procedures: readonly string[];
}

/** What a built object file says of itself. Sizes in bytes. */
export interface ObjectFacts extends Pick<Manifest, "name" | "library" | "globals" | "sourceLines"> {
  readonly imports: readonly InterfaceFacts[];
  readonly exports: readonly InterfaceFacts[];
  readonly codeBytes: number;
  readonly manifestBytes: number;
}

/**
 * The facts of an object file, without loading it. Throws RSP_SYSTEM_UNBUILT where there is none, RSP_OBJECT_* for a file that
 * is no object file or says nonsense, and RSP_OBJECT_SIGNATURE for one that was altered after it was signed.
 */
export function objectFacts(file: string): ObjectFacts {
  const { claims, signatureHolds, sizes } = inspectObjectFile(read(file), file);
  if (claims instanceof RespinError) throw claims;
  if (!signatureHolds) {
    throw new RespinError(
      "RSP_OBJECT_SIGNATURE",
      `${file}: was altered after it was signed; build it again with \`pnpm build\``,
    );
  }
  const { name, imports, exports, library, globals, sourceLines } = claims;
  return {
    name,
    imports: imports.map(factsOf),
    exports: exports.map(factsOf),
    library,
    globals,
    codeBytes: sizes.code,
    manifestBytes: sizes.manifest,
    sourceLines,
  };
}

function factsOf({ name, procedures }: LinkedInterface): InterfaceFacts {
  return { name, procedures: Object.keys(procedures) };
}

function read(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new RespinError("RSP_SYSTEM_UNBUILT", `${file} is not there; run \`pnpm build\` first`, { cause: error });
  }
}
