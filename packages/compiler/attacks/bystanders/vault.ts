import { ExternalReferences, implement } from "@respin/linker";
import { Vault } from "@attacks/interfaces";

/** An extension that keeps texts by externalized reference: its owner's in one table, those of its guests in another. */

interface Kept {
  readonly text: string;
}

const guests = new ExternalReferences<Kept>("guests", { limit: 100 });
const owner = new ExternalReferences<Kept>("owner", { limit: 100 });
const secret = owner.externalize({ text: "a secret" });

export const vault = implement(Vault, {
  Open: (text) => guests.externalize({ text }),
  Read: (reference) => guests.resolve(reference, "Vault.Read").text,
  Close: (reference) => void guests.release(reference, "Vault.Close"),
  Secret: () => owner.resolve(secret, "Vault.Secret").text.length,
});
