/**
 * Makes records that have what a capability shows: its names, its prototype, its being frozen.
 *
 * Family: forging capabilities
 * Stopped by: RSP_SAFE_PROTOTYPE
 * Otherwise: capability | RSP_CAPABILITY | trap __proto__ | trap Object.create of something else than null
 */
import { Console } from "@respin/core";
import { attempt } from "./witness.js";

const real = Console.Open();
attempt("copy", () => (Console.Write({ ...real }, "LOOT by a copy"), true));
attempt("same prototype", () => {
  const alike = { __proto__: real };
  Console.Write(alike as never, "LOOT by its prototype");
  return true;
});
attempt("frozen", () => (Console.Write(Object.freeze({ type: "Console.T" }) as never, "LOOT by being frozen"), true));
attempt("created", () => (Console.Write((Object as never as { create(of: object): never }).create(real), "LOOT by create"), true));
