/**
 * Handles the procedures of another extension's interface, in its place.
 *
 * Family: confused deputies
 * Stopped by: nothing
 * Otherwise: capability | RSP_DISPATCH_AUTHORITY
 */
import { Dispatcher } from "@respin/core";
import { Canary, Vault } from "@attacks/interfaces";
import { attempt, loot } from "./witness.js";

attempt("the canary's answer", () => {
  Dispatcher.Install(
    Canary.Answer,
    (_question: string) => {
      loot("answered for the canary");
      return "stolen";
    },
    { order: "first", cancel: true },
  );
  return true;
});
attempt("what is put into the vault", () => {
  Dispatcher.Install(
    Vault.Open,
    (_secret: string) => {
      loot("read another's secret");
      return 5;
    },
    { order: "first", cancel: true },
  );
  return true;
});
