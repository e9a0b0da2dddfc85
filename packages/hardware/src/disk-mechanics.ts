/**
 * Where a disk's time goes: seek, rotation, transfer, and the read-ahead buffer that makes the next sectors of a
 * sequential read cheap. Pure arithmetic on the profile; whole cycles.
 */

/** A disk drive, from the machine profile. Times in cycles of the machine's clock. */
export interface DiskProfile {
  readonly name: string;
  readonly source: string;
  readonly sectorBytes: number;
  readonly sectorsPerTrack: number;
  readonly heads: number;
  readonly cylinders: number;
  /** One revolution. */
  readonly revolutionCycles: number;
  /** A seek of one cylinder. */
  readonly seekMinCycles: number;
  /** A seek over a third of the cylinders: what data sheets call the average. */
  readonly seekAverageCycles: number;
  /** What the controller takes to accept a command. */
  readonly commandCycles: number;
  /** One sector over the bus, out of the drive's buffer. */
  readonly busSectorCycles: number;
  /** Sectors that the drive reads ahead into its buffer after a read. */
  readonly readAheadSectors: number;
}

/** How many sectors the drive has. */
export function sectorsOf(profile: DiskProfile): number {
  return profile.sectorsPerTrack * profile.heads * profile.cylinders;
}

/** The seek over a number of cylinders: a + b * sqrt(distance), through the one-cylinder and the average seek. */
function seekCycles(profile: DiskProfile, cylinders: number): number {
  if (cylinders === 0) return 0;
  const slope = (profile.seekAverageCycles - profile.seekMinCycles) / (Math.sqrt(profile.cylinders / 3) - 1);
  return Math.round(profile.seekMinCycles + slope * (Math.sqrt(cylinders) - 1));
}

/** The arm, the platter and the drive's read-ahead buffer. */
export class DiskMechanics {
  readonly #profile: DiskProfile;
  readonly #sectorCycles: number;
  #cylinder = 0;
  /** The read-ahead buffer: sectors from `#bufferStart`, the first of which came off the platter at `#bufferCycle`. */
  #bufferStart = -1;
  #bufferCycle = 0;

  constructor(profile: DiskProfile) {
    this.#profile = profile;
    this.#sectorCycles = profile.revolutionCycles / profile.sectorsPerTrack;
  }

  /** The cylinder that the arm is on: what the queue's order goes by. */
  get cylinder(): number {
    return this.#cylinder;
  }

  /** The cylinder of a sector. */
  cylinderOf(sector: number): number {
    return Math.floor(sector / (this.#profile.sectorsPerTrack * this.#profile.heads));
  }

  /** The cycle at which a request that starts now is done; moves the arm. */
  service(now: number, sector: number, sectors: number, write: boolean): number {
    const profile = this.#profile;
    const start = now + profile.commandCycles;
    if (!write) {
      const buffered = this.#fromBuffer(start, sector, sectors);
      if (buffered !== undefined) return buffered;
    }
    const cylinder = this.cylinderOf(sector);
    const arrived = start + seekCycles(profile, Math.abs(cylinder - this.#cylinder));
    this.#cylinder = cylinder;
    const angle = arrived % profile.revolutionCycles;
    const wanted = (sector % profile.sectorsPerTrack) * this.#sectorCycles;
    const rotation = (wanted - angle + profile.revolutionCycles) % profile.revolutionCycles;
    const done = Math.ceil(arrived + rotation + sectors * this.#sectorCycles);
    if (write) {
      this.#bufferStart = -1;
    } else {
      this.#bufferStart = sector + sectors;
      this.#bufferCycle = done;
    }
    return done + (write ? 0 : Math.ceil(sectors * profile.busSectorCycles));
  }

  /** The drive went on reading after the last read: the sectors are in its buffer, or on their way into it. */
  #fromBuffer(start: number, sector: number, sectors: number): number | undefined {
    if (this.#bufferStart < 0) return undefined;
    const first = sector - this.#bufferStart;
    if (first < 0 || first + sectors > this.#profile.readAheadSectors) return undefined;
    const offPlatter = this.#bufferCycle + (first + sectors) * this.#sectorCycles;
    this.#cylinder = this.cylinderOf(sector + sectors - 1);
    // The buffer is a ring: what was read out makes room for more.
    this.#bufferCycle += (first + sectors) * this.#sectorCycles;
    this.#bufferStart = sector + sectors;
    return Math.ceil(Math.max(start, offPlatter) + sectors * this.#profile.busSectorCycles);
  }
}
