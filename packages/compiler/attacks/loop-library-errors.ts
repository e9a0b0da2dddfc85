/**
 * Makes errors of the extension library for ever.
 *
 * Family: endless loops
 * Stopped by: nothing
 * Otherwise: bound | load: RSP_OPERATIONS
 */
import { RespinError } from "@respin/hardware";

for (;;) new RespinError("RSP_ODD", "again; and again");
