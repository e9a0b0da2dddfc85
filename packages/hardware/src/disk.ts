import type { EventQueue } from "./event-queue.js";
import { DiskMechanics, type DiskProfile } from "./disk-mechanics.js";
import { invariant, RespinError } from "./errors.js";
import type { Platter } from "./platter.js";

/** Requests that may wait at once. */
const queueMax = 4096;

/** What becomes of the writes that were not yet on the platter when the power is cut. */
export interface PowerCut {
  /** Cut at the n-th write to reach the platter, counted from 1. */
  readonly atWrite: number;
  /** `drop`: that write does not reach the platter. `tear`: some of its sectors do. */
  readonly mode: "drop" | "tear";
  /** For `tear`: how many of its sectors reach the platter, as a fraction 0 .. 1 of them. */
  readonly tornFraction: number;
}

interface Request {
  readonly write: boolean;
  readonly sector: number;
  readonly bytes: Uint8Array;
  readonly cylinder: number;
  readonly done: () => void;
}

/** The error that stops everything when the power goes. */
export class PowerCutError extends RespinError {
  constructor(write: number) {
    super("RSP_POWER_CUT", `the power was cut at write ${write}; boot a machine from the platter to go on`);
  }
}

/**
 * A disk drive: a queue, an arm, and a platter. Requests are served one at a time in the order of C-LOOK (upwards
 * from the arm, then again from the lowest), so that requests in the queue at once may reach the platter in another
 * order than they were made in. Whoever needs an order waits for `done`.
 *
 * The buffer is read (a write) or filled (a read) at completion, by DMA: it must be left alone until `done`.
 *
 * Invariant D1: a sector is written whole or not at all; a write of several may be cut between sectors.
 * Invariant D2: when `done` has run for a write, its bytes are on the platter.
 */
export class Disk {
  readonly platter: Platter;
  /** Reads and writes completed, and sectors moved. */
  reads = 0;
  writes = 0;
  sectorsRead = 0;
  sectorsWritten = 0;

  readonly #events: EventQueue;
  readonly #now: () => number;
  readonly #mechanics: DiskMechanics;
  readonly #queue: Request[] = [];
  #busy = false;
  #cut: PowerCut | undefined;
  #off = false;

  constructor(profile: DiskProfile, platter: Platter, events: EventQueue, now: () => number) {
    invariant(platter.sectorBytes === profile.sectorBytes, "a platter is read by a drive of its own sector size");
    this.platter = platter;
    this.#events = events;
    this.#now = now;
    this.#mechanics = new DiskMechanics(profile);
  }

  /** Cut the power at a chosen write. */
  cutPower(cut: PowerCut): void {
    this.#cut = cut;
  }

  /** Bring sectors into `into`. Throws RSP_POWER_CUT, RSP_DISK_RANGE, RSP_DISK_QUEUE. */
  read(sector: number, into: Uint8Array, done: () => void): void {
    this.#request({ write: false, sector, bytes: into, cylinder: this.#mechanics.cylinderOf(sector), done });
  }

  /** Put `from` onto the platter. Throws RSP_POWER_CUT, RSP_DISK_RANGE, RSP_DISK_QUEUE. */
  write(sector: number, from: Uint8Array, done: () => void): void {
    this.#request({ write: true, sector, bytes: from, cylinder: this.#mechanics.cylinderOf(sector), done });
  }

  #request(request: Request): void {
    if (this.#off) throw new PowerCutError(this.#cut?.atWrite ?? 0);
    const sectors = request.bytes.length / this.platter.sectorBytes;
    if (
      !Number.isInteger(sectors) ||
      sectors < 1 ||
      !Number.isSafeInteger(request.sector) ||
      request.sector < 0 ||
      request.sector + sectors > this.platter.sectors
    ) {
      throw new RespinError(
        "RSP_DISK_RANGE",
        `${request.bytes.length} bytes at sector ${request.sector} are not whole sectors of this disk of ${this.platter.sectors}`,
      );
    }
    if (this.#queue.length >= queueMax) {
      throw new RespinError(
        "RSP_DISK_QUEUE",
        `${queueMax} requests wait for the disk; wait for some before making more`,
      );
    }
    this.#queue.push(request);
    if (!this.#busy) this.#start();
  }

  /** Serve the next request: the one with the lowest cylinder at or above the arm, else the lowest of all. */
  #start(): void {
    const arm = this.#mechanics.cylinder;
    let next = -1;
    for (let at = 0; at < this.#queue.length; at++) {
      if (next < 0 || comesBefore(this.#queue[at], this.#queue[next], arm)) next = at;
    }
    if (next < 0) return;
    const [request] = this.#queue.splice(next, 1);
    this.#busy = true;
    const sectors = request.bytes.length / this.platter.sectorBytes;
    const end = this.#mechanics.service(this.#now(), request.sector, sectors, request.write);
    this.#events.post(end, () => this.#complete(request, sectors));
  }

  #complete(request: Request, sectors: number): void {
    if (request.write) {
      this.writes++;
      if (this.#cut !== undefined && this.writes === this.#cut.atWrite) this.#loseRest(request, sectors, this.#cut);
      this.platter.copyFrom(request.sector, request.bytes);
      this.sectorsWritten += sectors;
    } else {
      this.platter.copyTo(request.sector, request.bytes);
      this.reads++;
      this.sectorsRead += sectors;
    }
    this.#busy = false;
    if (this.#queue.length > 0) this.#start();
    request.done();
  }

  #loseRest(request: Request, sectors: number, cut: PowerCut): never {
    if (cut.mode === "tear") {
      const kept = Math.min(sectors - 1, Math.floor(sectors * cut.tornFraction));
      if (kept > 0) this.platter.copyFrom(request.sector, request.bytes.subarray(0, kept * this.platter.sectorBytes));
    }
    this.#off = true;
    this.#queue.length = 0;
    this.#events.clear();
    throw new PowerCutError(cut.atWrite);
  }
}

function comesBefore(a: Request, b: Request, arm: number): boolean {
  const aUp = a.cylinder >= arm;
  const bUp = b.cylinder >= arm;
  if (aUp !== bUp) return aUp;
  if (a.cylinder !== b.cylinder) return a.cylinder < b.cylinder;
  return a.sector < b.sector;
}
