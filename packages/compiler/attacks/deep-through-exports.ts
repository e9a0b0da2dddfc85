/**
 * Imports what it exports, and calls itself through the linker.
 *
 * Family: deep recursion
 * Stopped by: nothing
 * Otherwise: linker | load: RSP_UNRESOLVED
 */
import { implement } from "@respin/linker";
import { Strike } from "@attacks/interfaces";

export const strike = implement(Strike, { Strike: () => Strike.Strike() });
