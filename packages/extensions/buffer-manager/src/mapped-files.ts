import type { MemoryFault, Region, StrandT } from "@respin/core";
import { RespinError } from "@respin/hardware";
import type { Waiting } from "@respin/linker";

/** A file as an application has it mapped. */
export interface MappedFile {
  readonly reference: number;
  readonly firstBlock: number;
  readonly region: Region;
  /** Where the region is: the address of its first word, and its pages. */
  readonly address: number;
  readonly pages: number;
}

/** The files that one application has mapped, and how its faults in them are served, whoever brings the pages. */
export class MappedFiles {
  readonly #application: string;
  readonly #pageWords: number;
  readonly #files: MappedFile[] = [];
  readonly #failures = new WeakMap<StrandT, unknown>();

  constructor(application: string, pageWords: number) {
    this.#application = application;
    this.#pageWords = pageWords;
  }

  /** Serve faults in the file's region. */
  add(file: MappedFile): void {
    this.#files.push(file);
  }

  /** The file that goes by a reference. Throws RSP_REFERENCE for one that is not mapped. */
  of(reference: number): MappedFile {
    const mapped = this.#files.find((file) => file.reference === reference);
    if (mapped !== undefined) return mapped;
    throw new RespinError(
      "RSP_REFERENCE",
      `${this.#application}: no file with the reference ${reference} is mapped; map it first`,
    );
  }

  /** Have the page that a fault met brought in, and then let the strand that met it try again. */
  *serve(
    fault: MemoryFault,
    bring: (file: MappedFile, page: number) => Waiting,
    unblock: (strand: StrandT) => void,
  ): Waiting {
    try {
      const file = this.#fileAt(fault);
      yield* bring(file, Math.floor((fault.address - file.address) / this.#pageWords));
    } catch (error) {
      this.#failures.set(fault.strand, error);
    }
    unblock(fault.strand);
  }

  /** What went wrong while a fault of the strand was served, once. */
  takeFailure(strand: StrandT): unknown {
    const failure = this.#failures.get(strand);
    this.#failures.delete(strand);
    return failure;
  }

  /** Throws RSP_BAD_ADDRESS. */
  #fileAt({ address }: MemoryFault): MappedFile {
    const mapped = this.#files.find(
      (file) => address >= file.address && address < file.address + file.pages * this.#pageWords,
    );
    if (mapped !== undefined) return mapped;
    throw new RespinError(
      "RSP_BAD_ADDRESS",
      `${this.#application}: word ${address} is in no file that it has mapped; open the file first`,
    );
  }
}
