/**
 * Imports a file beside it as data, by an attribute of the import.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_IMPORT
 * Otherwise: compiler | build: RSP_SOURCE
 */
import settings from "../package.json" with { type: "json" };
import { loot } from "./witness.js";

loot(JSON.stringify(settings));
