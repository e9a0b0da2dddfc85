import { kernelPolicyNames, policyNamed, type PolicyChoice, type PolicyName } from "@respin/buffer-manager";
import type { Context, Depth } from "@respin/experiment";
import {
  boot,
  machineProfiles,
  prepareDisk,
  reservedFrames,
  RespinError,
  withDiskFor,
  type ApplicationDeclaration,
  type DiskFile,
  type MachineProfile,
  type Platter,
  type System,
  type SystemName,
} from "@respin/systems";

/** The word for the policy that each workload's owner would name. */
export const ADVISED = "advised";

/** What a run was asked for, looked up. */
export interface Setting {
  readonly systems: readonly SystemName[];
  readonly machine: MachineProfile;
  readonly frames: number;
  readonly seed: number;
  readonly depth: Depth;
  /** The database's policy; undefined: the one that each workload advises. */
  readonly policy: PolicyChoice | undefined;
  readonly kernelPolicy: PolicyName;
  /** The part of the memory that a database keeps as its own cache beside the monolithic kernel's. */
  readonly userShare: number;
  readonly tenants: number;
  readonly journal: "delete" | "wal";
}

/** How a system is set up for one run. */
export interface Setup {
  readonly platter: Platter;
  readonly machine: MachineProfile;
  readonly applications: readonly ApplicationDeclaration[];
  readonly files?: "cached" | "raw";
  readonly idleExtension?: boolean;
}

interface Parameters {
  readonly frames: number;
  readonly policy: string;
  readonly kernelPolicy: string;
  readonly userShare: number;
  readonly tenants: number;
  readonly journal: "delete" | "wal";
}

/** Look up what the command line named. */
export function settingOf(context: Context<Parameters>): Setting {
  const { frames, policy, kernelPolicy, userShare, tenants, journal } = context.parameters;
  const machine = machineProfiles.get(context.machine);
  const kernel = kernelPolicyNames.find((name) => name === kernelPolicy);
  if (machine === undefined || kernel === undefined) {
    throw new RespinError(
      "RSP_SETTING",
      `there is no machine ${context.machine} or kernel policy ${kernelPolicy}; see exp run paging-db --help`,
    );
  }
  return {
    systems: context.systems,
    machine,
    frames,
    seed: context.seed,
    depth: context.depth,
    policy: policy === ADVISED ? undefined : policyNamed(policy),
    kernelPolicy: kernel,
    userShare: userShare / 100,
    tenants,
    journal,
  };
}

/** Frames that one of so many applications has. */
export function capacityOf(setting: Setting, applications = 1): number {
  return Math.floor((setting.frames - reservedFrames(applications)) / applications);
}

/** A disk with these files, on a machine whose drive has room for them. */
export function diskFor(
  setting: Setting,
  files: readonly DiskFile[],
): { readonly machine: MachineProfile; readonly platter: Platter } {
  const blocks = files.reduce((sum, { pages }) => sum + pages, 64);
  const machine = withDiskFor(setting.machine, blocks);
  return { machine, platter: prepareDisk(machine, files) };
}

/** Boot a system on a copy of the prepared disk. */
export function bootFor(name: SystemName, setting: Setting, setup: Setup): System {
  return boot(name, {
    machine: setup.machine,
    frames: setting.frames,
    platter: setup.platter.copy(),
    applications: setup.applications,
    kernelPolicy: setting.kernelPolicy,
    userShare: setting.userShare,
    files: setup.files,
    idleExtension: setup.idleExtension,
  });
}
