import { policies, policyNames, type PolicyFactory } from "@respin/buffer-manager";
import { RespinError } from "@respin/systems";

/** The policy of that name. Throws RSP_POLICY_UNKNOWN. */
export function namedPolicy(name: string): PolicyFactory {
  const found = policies.get(name);
  if (found === undefined) {
    throw new RespinError("RSP_POLICY_UNKNOWN", `there is no policy ${name}; there are ${policyNames.join(", ")}`);
  }
  return found;
}
