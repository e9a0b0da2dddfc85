import { Protection } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import { systemNames, type SystemName } from "../../profile.js";
import { machine } from "../../testing/placements.js";
import type { Workbench } from "../../workbench/workbench.js";
import type { ManagedMemory } from "../managed-memory.js";
import { openMemory } from "../measure.js";

export { systemNames };
export const { none, read, readWrite } = Protection;

/** A booted system with a program that manages its own memory. */
export class World {
  readonly workbench: Workbench;
  readonly memory: ManagedMemory;

  constructor(system: SystemName, pages: number) {
    ({ workbench: this.workbench, memory: this.memory } = openMemory(system, { machine, pages }));
  }

  /** What a program on the memory's own strand gives, or throws. */
  run<Result>(program: Waiting<Result>): Result | undefined {
    let result: Result | undefined;
    this.workbench.run(
      this.memory.program.user.strand,
      (function* () {
        result = yield* program;
      })(),
    );
    return result;
  }

  /** A word of a page as it stands in the frame, whatever the page allows. */
  word(page: number, word = 0): number {
    const { machine: its } = this.workbench.kernel;
    const { asn } = this.memory.program.user;
    const vpn = this.memory.program.memory.address / its.mmu.pageWords + page;
    return its.memory.words[its.mmu.frameOf(asn, vpn) * its.mmu.pageWords + word];
  }

  /** What the page table allows. */
  allows(page: number): Protection {
    return this.workbench.kernel.translation.examineMapping(this.memory.program.memory.region, page);
  }
}
