import { Store, type FileDeclaration } from "@respin/core";
import { Platter, RespinError, sectorsOf, type MachineProfile } from "@respin/hardware";

/** A file to be made on a new disk. */
export interface DiskFile extends FileDeclaration {
  /** Pages that exist from the start, none unless said; the others the file may grow to. */
  readonly filled?: number;
  /** What is in each of them; zeros unless said. */
  readonly content?: (page: number, into: Uint8Array) => void;
}

/** A disk with a formatted volume and files on it. Takes no modelled time. Throws RSP_VOLUME_LAYOUT. */
export function prepareDisk(machine: MachineProfile, files: readonly DiskFile[]): Platter {
  const platter = Platter.for(machine.disk);
  Store.format(platter, machine.frameBytes, files);
  for (const { name, filled = 0, content = () => {} } of files) {
    if (filled > 0) Store.fill(platter, machine.frameBytes, name, filled, content);
  }
  return platter;
}

/**
 * The machine with a disk that has room for so many blocks: the same drive with more cylinders, where its own are too few.
 * Seeks keep their cost by distance.
 */
export function withDiskFor(machine: MachineProfile, blocks: number): MachineProfile {
  const { disk } = machine;
  const sectors = blocks * (machine.frameBytes / disk.sectorBytes);
  if (sectors <= sectorsOf(disk)) return machine;
  const cylinders = Math.ceil(sectors / (disk.sectorsPerTrack * disk.heads));
  if (blocks > 1 << 20) {
    throw new RespinError(
      "RSP_DISK_SIZE",
      `a disk of ${blocks} blocks cannot be: an address space maps ${1 << 20} at most; use fewer pages`,
    );
  }
  const reach = Math.sqrt(cylinders / disk.cylinders);
  return {
    ...machine,
    disk: {
      ...disk,
      cylinders,
      seekAverageCycles: Math.round(disk.seekMinCycles + (disk.seekAverageCycles - disk.seekMinCycles) * reach),
    },
  };
}
