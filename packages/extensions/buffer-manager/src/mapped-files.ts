import type { MemoryFault, Region } from "@respin/core";
import { RespinError } from "@respin/hardware";
import type { Waiting } from "@respin/linker";

/** A file as an application has it mapped. */
export interface MappedFile {
  readonly reference: number;
  readonly region: Region;
  readonly firstBlock: number;
}

/** The files that one application has mapped, and how its faults in them are served, whoever brings the pages. */
export class MappedFiles {
  readonly #pageWords: number;
  readonly #files: MappedFile[] = [];
  readonly #failures = new WeakMap<object, unknown>();

  constructor(pageWords: number) {
    this.#pageWords = pageWords;
  }

  /** Serve faults in the file's region. */
  add(file: MappedFile): void {
    this.#files.push(file);
  }

  /** Have the page that a fault met brought in, and then let the strand that met it try again. */
  *serve(
    fault: MemoryFault,
    bring: (file: MappedFile, page: number) => Waiting,
    unblock: (strand: MemoryFault["strand"]) => void,
  ): Waiting {
    try {
      const file = this.#fileAt(fault);
      yield* bring(file, Math.floor((fault.address - file.region.address) / this.#pageWords));
    } catch (error) {
      this.#failures.set(fault.strand, error);
    }
    unblock(fault.strand);
  }

  /** What went wrong while a fault of the strand was served, once. */
  takeFailure(strand: object): unknown {
    const failure = this.#failures.get(strand);
    this.#failures.delete(strand);
    return failure;
  }

  /** Throws RSP_BAD_ADDRESS. */
  #fileAt({ address, strand }: MemoryFault): MappedFile {
    const file = this.#files.find(
      ({ region }) => address >= region.address && address < region.address + region.pages * this.#pageWords,
    );
    if (file !== undefined) return file;
    throw new RespinError(
      "RSP_BAD_ADDRESS",
      `${strand.name}: word ${address} is in no file that it has mapped; open the file first`,
    );
  }
}
