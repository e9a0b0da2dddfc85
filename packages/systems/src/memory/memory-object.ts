import type { MemoryFault } from "@respin/core";
import { Protection, RespinError, type Cost } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import type { Workbench } from "../workbench/workbench.js";
import { pageOf, type UserProgram } from "./program.js";

/** Words of a lock request (object, offset, size, what to return, flush, protection), and of its completed message. */
const requestWords = 6;
const completedWords = 4;

/** Where the contents of pages go that were modified when they are locked. */
export type DataReturn = (page: number, contents: Uint8Array) => void;

/**
 * The kernel's side of memory whose protection an external pager decides (Mach's memory objects): it keeps what the pager
 * allows, page by page, and serves its lock requests.
 *
 * What forbids is done at once: the page table is changed, and the contents of each page that was modified are returned
 * to the pager, in a message of their own. What allows is lazy: the page table is left as it is, so that the next access
 * faults once more, and the kernel resolves that fault alone.
 *
 * Invariant Y2: the page table allows nothing that the pager does not.
 *   Kept by: `lockRequest` and `resolves`. Attacked by: memory-object.test.ts
 */
export class MemoryObject {
  readonly #workbench: Workbench;
  readonly #program: UserProgram;
  readonly #dataReturn: DataReturn;
  readonly #allowed: Protection[];
  readonly #costs: Readonly<Record<"enter" | "exit" | "request" | "send" | "word" | "copy" | "unlock", Cost>>;

  constructor(workbench: Workbench, program: UserProgram, dataReturn: DataReturn) {
    const { costs } = workbench.kernel.machine;
    this.#workbench = workbench;
    this.#program = program;
    this.#dataReturn = dataReturn;
    this.#allowed = Array.from({ length: program.memory.pages }, () => Protection.readWrite);
    this.#costs = {
      enter: costs.named("trap.enter"),
      exit: costs.named("trap.exit"),
      request: costs.named("kernel.request"),
      send: costs.named("message.send"),
      word: costs.named("message.word"),
      copy: costs.named("copy.quadword"),
      unlock: costs.named("unlock.page"),
    };
  }

  /** What the pager allows. */
  allowed(page: number): Protection {
    return this.#allowed[page];
  }

  /**
   * A message of the pager to the kernel, which the pager's own thread serves there, and the completed message back. Throws
   * RSP_REGION.
   */
  *lockRequest(first: number, pages: number, protection: Protection): Waiting {
    const { kernel, crossings } = this.#workbench;
    const { machine } = kernel;
    crossings.traps++;
    machine.spend(this.#costs.enter);
    try {
      machine.spend(this.#costs.request);
      this.#message(requestWords);
      this.#lock(first, pages, protection);
      this.#message(completedWords);
    } finally {
      machine.spend(this.#costs.exit);
    }
  }

  /** Whether the kernel alone lets an access go through that met a fault: the pager allows it, and only the page table does not. */
  resolves({ address, write }: MemoryFault): boolean {
    const { kernel } = this.#workbench;
    const { memory } = this.#program;
    const page = pageOf(memory, address, kernel.machine.mmu.pageWords);
    if (page === undefined) return false;
    const allowed = this.#allowed[page];
    if (allowed < (write ? Protection.readWrite : Protection.read)) return false;
    kernel.translation.protect(memory.region, page, 1, allowed);
    return true;
  }

  #lock(first: number, pages: number, protection: Protection): void {
    const { kernel } = this.#workbench;
    const { memory } = this.#program;
    const behind = first + pages;
    if (
      !Number.isSafeInteger(first) ||
      !Number.isSafeInteger(pages) ||
      first < 0 ||
      pages < 1 ||
      behind > memory.pages
    ) {
      throw new RespinError(
        "RSP_REGION",
        `lock request: pages ${first} to ${behind - 1} are not in an object of ${memory.pages} pages; ask for some that are`,
      );
    }
    if (this.#allowed.slice(first, behind).some((allowed) => protection < allowed)) {
      kernel.translation.protect(memory.region, first, pages, protection);
      for (let page = first; page < behind; page++) this.#returnIfModified(page);
    } else kernel.machine.spend(this.#costs.unlock, pages);
    this.#allowed.fill(protection, first, behind);
  }

  /** A message that carries the page: its contents are copied, and it counts as clean from then on. */
  #returnIfModified(page: number): void {
    const { machine } = this.#workbench.kernel;
    const { mmu, memory } = machine;
    const { asn } = this.#program.user;
    const vpn = this.#program.memory.address / mmu.pageWords + page;
    if (!mmu.isDirty(asn, vpn)) return;
    const contents = memory.frame(mmu.frameOf(asn, vpn));
    this.#message(completedWords);
    machine.spend(this.#costs.copy, contents.length / 8);
    mmu.clearDirty(asn, vpn);
    this.#dataReturn(page, contents);
  }

  #message(words: number): void {
    const { machine } = this.#workbench.kernel;
    this.#workbench.crossings.messages++;
    machine.spend(this.#costs.send);
    machine.spend(this.#costs.word, words);
  }
}
