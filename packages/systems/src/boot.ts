import { bootMicrokernel } from "./microkernel.js";
import { bootMonolithic } from "./monolithic.js";
import type { SystemName } from "./profile.js";
import { bootSpin } from "./spin.js";
import type { System, SystemOptions } from "./system.js";

const assemblies: Readonly<Record<SystemName, (options: SystemOptions) => System>> = {
  spin: bootSpin,
  monolithic: bootMonolithic,
  microkernel: bootMicrokernel,
};

/** Boot one of the systems. Throws RSP_FRAMES, RSP_USER_SHARE, RSP_VOLUME_DAMAGED. */
export function boot(name: SystemName, options: SystemOptions): System {
  return assemblies[name](options);
}
