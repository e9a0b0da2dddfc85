/**
 * Makes tables of references for ever.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { ExternalReferences } from "@respin/linker";

let held = 0;
for (;;) held += new ExternalReferences<object>("a table with a name that is rather long, since it is looked at letter by letter").held;
