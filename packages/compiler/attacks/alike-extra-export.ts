/**
 * Exports what is no interface.
 *
 * Family: look-alike interfaces
 * Stopped by: RSP_SAFE_EXPORT
 * Otherwise: compiler | build: RSP_EXPORT
 */
import { loot } from "./witness.js";

export const extra = (): void => loot("called by somebody");
export default 5;
