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
    const start = now + this.#profile.commandCycles;
    const sought = this.#sought(start, sector, sectors);
    if (!write) {
      const reached = this.#reached(sector, sectors);
      // The drive stops reading ahead when it is sooner there by a seek.
      if (reached !== undefined && reached <= sought) return this.#fromBuffer(start, reached, sector, sectors);
    }
    this.#cylinder = this.cylinderOf(sector);
    this.#bufferStart = write ? -1 : sector + sectors;
    this.#bufferCycle = sought;
    return write ? sought : sought + Math.ceil(sectors * this.#profile.busSectorCycles);
  }

  /** The cycle at which the sectors have passed under the head, after a seek and a part of a revolution. */
  #sought(start: number, sector: number, sectors: number): number {
    const profile = this.#profile;
    const arrived = start + seekCycles(profile, Math.abs(this.cylinderOf(sector) - this.#cylinder));
    const angle = arrived % profile.revolutionCycles;
    const wanted = (sector % profile.sectorsPerTrack) * this.#sectorCycles;
    const rotation = (wanted - angle + profile.revolutionCycles) % profile.revolutionCycles;
    return Math.ceil(arrived + rotation + sectors * this.#sectorCycles);
  }

  /** The cycle at which the drive, reading ahead since its last read, has the sectors in its buffer, if it will. */
  #reached(sector: number, sectors: number): number | undefined {
    const first = sector - this.#bufferStart;
    if (this.#bufferStart < 0 || first < 0 || first + sectors > this.#profile.readAheadSectors) return undefined;
    return this.#bufferCycle + (first + sectors) * this.#sectorCycles;
  }

  /** The sectors come out of the buffer, `reached` when they are in it. */
  #fromBuffer(start: number, reached: number, sector: number, sectors: number): number {
    const first = sector - this.#bufferStart;
    this.#cylinder = this.cylinderOf(sector + sectors - 1);
    // The buffer is a ring: what was read out makes room for more. Full, it waited, and so never got ahead by more than it holds.
    const left = (this.#profile.readAheadSectors - first - sectors) * this.#sectorCycles;
    this.#bufferCycle = Math.max(reached, start - left);
    this.#bufferStart = sector + sectors;
    return Math.ceil(Math.max(start, reached) + sectors * this.#profile.busSectorCycles);
  }
}
