import type { Declarations, Procedure } from "@respin/dispatcher";
import { invariant, Protection, RespinError } from "@respin/hardware";
import { ExternalReferences } from "@respin/linker";

/**
 * What an extension may import that is no interface: errors as the kernel's own are, tables of externalized references, and the marks of what the compiler checked
 * of a procedure, which the dispatcher relies on.
 */
export function extensionLibrary(declarations: Declarations): Readonly<Record<string, unknown>> {
  const marked = (fact: "functional" | "ephemeral") => (procedure: unknown) => {
    if (!isProcedure(procedure)) {
      throw new RespinError("RSP_HANDLER", `${fact}(...) was given what is no procedure; give it a function`);
    }
    return declarations.declare(procedure, { ...declarations.factsOf(procedure), [fact]: true });
  };
  return Object.freeze({
    RespinError,
    invariant,
    Protection,
    ExternalReferences,
    functional: marked("functional"),
    ephemeral: marked("ephemeral"),
  });
}

function isProcedure(value: unknown): value is Procedure {
  return typeof value === "function";
}
