/**
 * Has the language make a getter and a setter of a field, and gives a class to a decorator.
 *
 * Family: reaching globals
 * Stopped by: RSP_SAFE_SYNTAX
 * Otherwise: meter | no what a decorator is given | load: trap arguments
 */
import { attempt } from "./witness.js";

const decorate = (_class: unknown, context: { readonly metadata?: unknown; addInitializer?: unknown }): void => {
  attempt("what a decorator is given", () => context.metadata !== undefined && context.addInitializer !== undefined);
};

@decorate
class Plain {
  accessor field = 5;
}
attempt("a field", () => new Plain().field !== 5);
