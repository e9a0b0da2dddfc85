/**
 * Calls the methods of a table on what is no table, and with options that change.
 *
 * Family: externalized references
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: meter | trap __proto__ | load: RSP_OPERATIONS
 */
import { ExternalReferences } from "@respin/linker";
import { attempt } from "./witness.js";

attempt("a look-alike", () => {
  const alike = { __proto__: new ExternalReferences<object>("real") } as unknown as ExternalReferences<object>;
  return alike.resolve(0, "guess") !== undefined;
});
attempt("a text for a name", () => {
  const odd = { length: 4_294_967_295, charCodeAt: () => 5 } as unknown as string;
  return new ExternalReferences<object>(odd).held !== 0;
});
attempt("no name", () => new ExternalReferences<object>(undefined as unknown as string).held !== 0);
attempt("options that are none", () => new ExternalReferences<object>("x", { limit: "5" as unknown as number }).held !== 0);
