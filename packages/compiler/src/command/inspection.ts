import { RespinError } from "@respin/hardware";
import type { Inspection, Manifest } from "@respin/linker";
import { oneLine } from "./exit.js";

/** What an object file says of itself, as lines for a reader. */
export function describe(file: string, inspection: Inspection): readonly string[] {
  const { claims, claimedSigner, signatureHolds, sizes } = inspection;
  const signed = signatureHolds
    ? `signed by ${claimedSigner.fingerprint}`
    : `NOT signed by the key it names, ${claimedSigner.fingerprint}: it was altered`;
  if (claims instanceof RespinError) return [file, signed, `${claims.code}  ${claims.message}`].map(oneLine);
  const { functions, loops, guarded } = claims.metering;
  return [
    `${claims.name}, compiled by ${claims.compiler}${claims.checked ? "" : ", NOT CHECKED: its author asserts that it is safe"}`,
    signed,
    `code ${sizes.code} bytes, source map ${sizes.sourceMap}, manifest ${sizes.manifest}; ${claims.sourceLines} lines of source`,
    ...interfacesOf("imports", claims.imports),
    ...interfacesOf("exports", claims.exports),
    `library: ${claims.library.join(", ") || "none"}`,
    `globals: ${claims.globals.join(", ") || "none"}`,
    `metered: ${functions} functions and ${loops} loops, the depth of ${guarded} functions`,
  ];
}

/** The same as one document, for programs. */
export function documentOf(file: string, { claims, claimedSigner, signatureHolds, sizes }: Inspection): object {
  return {
    file,
    signer: claimedSigner.fingerprint,
    signatureHolds,
    sizes,
    ...(claims instanceof RespinError ? { error: `${claims.code}: ${claims.message}` } : { manifest: claims }),
  };
}

function interfacesOf(what: string, interfaces: Manifest["imports"]): readonly string[] {
  if (interfaces.length === 0) return [`${what}: none`];
  return [
    `${what}:`,
    ...interfaces.map(
      ({ name, fingerprint, procedures }) => `  ${name}@${fingerprint}: ${Object.keys(procedures).join(", ")}`,
    ),
  ];
}
