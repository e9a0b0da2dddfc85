/**
 * Makes tables of its own with the series of others, to give out numbers that others' tables know.
 *
 * Family: externalized references
 * Stopped by: nothing
 * Otherwise: capability | RSP_REFERENCE
 */
import { ExternalReferences, implement } from "@respin/linker";
import { Strike, Vault } from "@attacks/interfaces";
import { attempt } from "./witness.js";

interface Held {
  readonly name: string;
}

export const strike = implement(Strike, {
  Strike: () => {
    for (const name of ["guests", "owner", "vault"]) {
      const table = new ExternalReferences<Held>(name, { limit: 2 });
      const reference = table.externalize({ name });
      attempt(`a number of a table called ${name}`, () => Vault.Read(reference) !== "");
    }
  },
});
