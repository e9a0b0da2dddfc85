/**
 * Fills a table to its limit, uses it after its end, and asks for tables that cannot be.
 *
 * Family: externalized references
 * Stopped by: nothing
 * Otherwise: capability | RSP_REFERENCES_FULL | RSP_REFERENCES_ENDED | RSP_REFERENCES_TABLE
 */
import { ExternalReferences } from "@respin/linker";
import { attempt } from "./witness.js";

const table = new ExternalReferences<object>("mine", { limit: 3 });
attempt("one too many", () => {
  for (let n = 0; n < 4; n++) table.externalize({});
  return true;
});
attempt("after its end", () => {
  table.releaseAll();
  table.externalize({});
  return true;
});
attempt("a huge table", () => new ExternalReferences<object>("huge", { limit: 1e9 }).held === 0);
attempt("series zero", () => new ExternalReferences<object>("zero", { series: 0 }).held === 0);
