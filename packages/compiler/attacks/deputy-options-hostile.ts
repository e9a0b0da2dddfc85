/**
 * Asks for more than an extension may: bounds, authority, another's key, a place before a binding.
 *
 * Family: confused deputies
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: capability | RSP_GUARD | no an authorizer | RSP_HANDLER | load: RSP_OPERATIONS
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";
import { attempt } from "./witness.js";

const install = (options: object): void => void Dispatcher.Install(PhysAddr.Reclaim, (page: Page) => page, options as never);

attempt("a guard that is none", () => {
  install({ guards: [5] });
  return true;
});
attempt("a guard that nobody checked", () => {
  install({ guards: [() => true] });
  return true;
});
attempt("an authorizer", () => {
  install({ authorizer: () => ({ allowed: true }), key: {}, module: {}, bound: Infinity });
  return false;
});
attempt("an order before others", () => {
  install({ order: { before: {} } });
  return false;
});
attempt("guards without end", () => {
  install({ guards: new Array(4_294_967_295) });
  return true;
});
attempt("nothing at all", () => {
  Dispatcher.Install(PhysAddr.Reclaim, (page: Page) => page, null as never);
  return false;
});
