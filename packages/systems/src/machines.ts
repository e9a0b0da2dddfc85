import { alphaAxp3000400, profileHash, RespinError, type MachineProfile } from "@respin/hardware";

const profiles = new Map<string, MachineProfile>([[alphaAxp3000400.name, alphaAxp3000400]]);

/** The machines there are profiles of, by name: this repository's, then those that were brought. */
export const machineProfiles: ReadonlyMap<string, MachineProfile> = profiles;

/**
 * Bring a machine from elsewhere: from now on it is known by its name, as the repository's own are.
 * Throws RSP_MACHINE_TAKEN when another machine has the name.
 */
export function bringMachine(profile: MachineProfile): void {
  const known = profiles.get(profile.name);
  if (known !== undefined && profileHash(known) !== profileHash(profile)) {
    throw new RespinError(
      "RSP_MACHINE_TAKEN",
      `the name ${profile.name} is that of another machine profile; give this one a name of its own`,
      { usage: true },
    );
  }
  profiles.set(profile.name, profile);
}

/** The profile of that name. Throws RSP_MACHINE. */
export function machineNamed(name: string): MachineProfile {
  const profile = profiles.get(name);
  if (profile === undefined) {
    throw new RespinError("RSP_MACHINE", `there is no machine profile ${JSON.stringify(name)}`);
  }
  return profile;
}
