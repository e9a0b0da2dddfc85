/**
 * Reads what is behind a capability by every name that it could have.
 *
 * Family: forging capabilities
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: capability | no client | client: 0 keys, {} | no context | context: 0 keys, {} | no region |
 *   region: 0 keys, {} | no strand | strand: 0 keys, {}
 */
import { type Context, type MemoryClient, type Region, StrandInterface as Strand } from "@respin/core";
import { implement } from "@respin/linker";
import { Tenant } from "@attacks/interfaces";
import { attempt, saw } from "./witness.js";

const look = (what: string, it: unknown): void => {
  const open = it as Record<string, unknown>;
  attempt(what, () => {
    const { frame, asn, value, type, name, held, id, body, state, of } = open;
    const found = [frame, asn, value, type, name, held, id, body, state, of].filter((each) => each !== undefined);
    return found.length > 0;
  });
  saw(`${what}: ${Object.keys(open).length} keys, ${JSON.stringify(it)}`);
};

export const tenant = implement(Tenant, {
  Move: (client: MemoryClient, context: Context, region: Region) => {
    look("client", client);
    look("context", context);
    look("region", region);
    look(
      "strand",
      Strand.Start("idle", (function* () {})()),
    );
  },
});
