import type { MemoryFault, Page, Region, RegionExtent, StrandT, Volume } from "@respin/core";
import { Protection } from "@respin/hardware";
import type { Client, Waiting } from "@respin/linker";
import type { Backing } from "./backing.js";
import { BufferManagerService, type BufferManagerOptions } from "./buffer-manager.js";
import { MappedFiles, type MappedFile } from "./mapped-files.js";

/** What the extension does to the system. The kernel raises each for its own application's spaces and pages only. */
export interface Handlers {
  readonly onFault: (fault: MemoryFault) => void;
  /** Undefined without a policy: it nominates nothing, and the system's second chance decides. */
  readonly onReclaim: ((candidate: Page) => Page) | undefined;
  readonly onRepossess: (page: Page) => void;
}

/** What the extension needs of the kernel beside what its pool stands on. */
export interface Links {
  readonly backing: Backing;
  readonly volume: Client<typeof Volume>;
  readonly block: (strand: StrandT) => void;
  readonly unblock: (strand: StrandT) => void;
  readonly extent: (region: Region) => RegionExtent;
  readonly examine: (region: Region, page: number) => number;
  readonly map: (region: Region, index: number, page: Page, protection: number) => void;
  readonly install: (handlers: Handlers) => void;
}

/**
 * The buffer manager in the kernel, for one application: it serves the application's page faults, nominates the page to be
 * taken when the kernel reclaims one of its own, and writes back what was modified.
 */
export class Paging {
  readonly service: BufferManagerService;
  readonly #links: Links;
  readonly #mapped: MappedFiles;

  constructor(links: Links, options: BufferManagerOptions) {
    this.#links = links;
    this.service = new BufferManagerService(links.backing, links.volume, options);
    this.#mapped = new MappedFiles(options.application, options.pageBytes / 4);
  }

  /** Begin to handle what concerns the application's pages. */
  install(): void {
    const { pool } = this.service;
    this.#links.install({
      onFault: (fault) => this.#onFault(fault),
      onReclaim: pool.policy === undefined ? undefined : (candidate) => pool.nominate() ?? candidate,
      onRepossess: (page) => this.#onRepossess(page),
    });
  }

  /** Serve faults in a region where an open file is mapped. */
  map(reference: number, region: Region): void {
    const { address, pages } = this.#links.extent(region);
    this.#mapped.add({ reference, firstBlock: this.service.firstBlockOf(reference), region, address, pages });
  }

  /** Bring a page of a mapped file in, to be overwritten, and map it. */
  overwrite(reference: number, page: number): Waiting {
    return this.#bringAndMap(this.#mapped.of(reference), page, "Overwrite");
  }

  /** What went wrong while a strand's fault was served, once. */
  takeFailure(strand: StrandT): unknown {
    return this.#mapped.takeFailure(strand);
  }

  #onFault(fault: MemoryFault): void {
    this.#links.block(fault.strand);
    const bring = (file: MappedFile, page: number): Waiting => this.#bringAndMap(file, page, "Bring");
    this.#links.backing.start(
      "page fault",
      this.#mapped.serve(fault, bring, (strand) => this.#links.unblock(strand)),
    );
  }

  *#bringAndMap(file: MappedFile, page: number, how: "Bring" | "Overwrite"): Waiting {
    // What was used before comes first: the policy is to see references in the order in which they were made.
    this.service.drain();
    if (how === "Bring") yield* this.service.Bring(file.reference, page);
    else yield* this.service.Overwrite(file.reference, page);
    const held = this.service.pool.pageOf(file.firstBlock + page);
    if (held === undefined || this.#links.examine(file.region, page) !== Protection.none) return;
    this.#links.map(file.region, page, held, Protection.readWrite);
  }

  #onRepossess(page: Page): void {
    const { backing } = this.#links;
    const rest = this.service.pool.vacate(page);
    if (rest === undefined) return;
    backing.pin(page);
    backing.start(
      "write back",
      letGoAfter(rest, () => backing.unpin(page)),
    );
  }
}

function* letGoAfter(work: Waiting, letGo: () => void): Waiting {
  try {
    yield* work;
  } finally {
    letGo();
  }
}
