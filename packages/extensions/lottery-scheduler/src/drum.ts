const slotsMin = 8;

/**
 * The tickets that take part, by the slots of those who hold them: a tree of sums (OSDI 1994, section 4.2). To put tickets in, and to
 * find whose a ticket is, takes as many steps as the tree is high.
 *
 * Invariant W1: each sum is that of the two below it, so the first is the sum of all tickets that are in.
 *   Kept by: `put` and `#grow`. Attacked by: drum.test.ts
 */
export class Drum {
  /** Those of the slots stand at `#slots` and up; below, each is the sum of the two at its double. */
  #sums: number[] = [];
  #slots = 0;

  /** Tickets that are in. */
  get total(): number {
    return this.#slots === 0 ? 0 : this.#sums[1];
  }

  /** So many tickets of a slot are in from now on, whatever there were. */
  put(slot: number, tickets: number): void {
    while (slot >= this.#slots) this.#grow();
    const change = tickets - this.#sums[this.#slots + slot];
    for (let at = this.#slots + slot; at > 0; at >>= 1) this.#sums[at] += change;
  }

  /** The slot that has a ticket, which is from 0 to below `total`: the tickets are counted from slot 0 on. */
  slotOf(ticket: number): number {
    let left = ticket;
    let at = 1;
    while (at < this.#slots) {
      at *= 2;
      if (left < this.#sums[at]) continue;
      left -= this.#sums[at];
      at++;
    }
    return at - this.#slots;
  }

  #grow(): void {
    const before = this.#slots;
    const old = this.#sums;
    this.#slots = before === 0 ? slotsMin : before * 2;
    const sums: number[] = [];
    for (let at = 0; at < this.#slots * 2; at++) sums.push(0);
    for (let slot = 0; slot < before; slot++) sums[this.#slots + slot] = old[before + slot];
    for (let at = this.#slots - 1; at > 0; at--) sums[at] = sums[at * 2] + sums[at * 2 + 1];
    this.#sums = sums;
  }
}
