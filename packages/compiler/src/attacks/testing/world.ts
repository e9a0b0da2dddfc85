import { createHash } from "node:crypto";
import {
  Kernel,
  sameKernelCosts,
  Store,
  Strand,
  type Context,
  type Ejection,
  type Extension,
  type MemoryClient,
  type Region,
  type VolumeFile,
} from "@respin/core";
import { alphaAxp3000400, Fault, Machine, Platter, type Asn } from "@respin/hardware";
import { TrustedKeys, type Client, type Waiting } from "@respin/linker";
import { key } from "./build.js";
import { Canary, Tenant, Vault } from "./interfaces.js";

export const frameBytes = 2048;
export const pageWords = frameBytes / 4;
const profile = {
  ...alphaAxp3000400,
  name: "small",
  frameBytes,
  frames: 16,
  mmu: { tlbEntries: 4 },
  disk: { ...alphaAxp3000400.disk, cylinders: 4 },
};
const systemCosts = sameKernelCosts(10);

/** Slices within which everything has to be done, though ten thousand other strands are ready. */
const slicesMax = 1_000_000;

/** What the secret file is full of, and where the inode is of the other. */
const secretByte = 0x53;
const mineInode = 0;

/** An application: who pays for its memory, its space, its addresses, and what happened to it. */
export interface Application {
  readonly client: MemoryClient;
  readonly context: Context;
  readonly asn: Asn;
  readonly region: Region;
  readonly address: number;
  readonly pages: number;
  readonly strand: Strand;
}

/** The object files of those who are there when an attack comes. */
export type Bystanders = Readonly<Record<"canary" | "vault" | "victim" | "keeper", Uint8Array>>;

/** A volume with a secret file of somebody's, and one that an attacker may be given. */
function format(platter: Platter): void {
  const files = [
    { name: "mine", pages: 3 },
    { name: "secret", pages: 2 },
  ];
  Store.format(platter, frameBytes, files);
  Store.fill(platter, frameBytes, "secret", 2, (_page, into) => void into.fill(secretByte));
}

/** A file of a volume of another machine. */
export function foreignFile(): VolumeFile {
  const platter = Platter.for(profile.disk);
  format(platter);
  return new Kernel(new Machine(profile, { platter, systemCosts })).store.file("secret").file;
}

/** A kernel with an extension that answers, another application whose pages an extension serves, and room for an attacker. */
export class World {
  readonly kernel: Kernel;
  readonly ejections: { readonly ejection: Ejection; readonly line: string }[] = [];
  readonly canary: Client<typeof Canary>;
  readonly vault: Client<typeof Vault>;
  readonly victim: Application;
  readonly attacker: Application;
  /** What the attacker may be linked to beside the kernel. */
  readonly neighbours: readonly Extension[];

  /** What an extension is loaded from that can be replaced, and that replaces others. */
  readonly keeper: Uint8Array;
  readonly #platter = Platter.for(profile.disk);
  readonly #friendModule: ReturnType<Kernel["modules"]["create"]>;

  constructor({ canary, vault, victim, keeper }: Bystanders) {
    this.keeper = keeper;
    const platter = this.#platter;
    format(platter);
    this.kernel = new Kernel(new Machine(profile, { platter, systemCosts }), {
      trusted: new TrustedKeys([key.publicKey]),
      onEjection: (ejection, line) => void this.ejections.push({ ejection, line }),
    });
    const { extensions } = this.kernel;
    this.victim = this.#application("victim", 3, 4);
    this.attacker = this.#application("attacker", 4, 8);
    const canaryExtension = extensions.load(canary);
    this.canary = extensions.clientOf(canaryExtension, Canary);
    const { client, context, region } = this.victim;
    const victimExtension = extensions.load(victim, { grant: { clients: [client], contexts: [context] } });
    extensions.clientOf(victimExtension, Tenant).Move(client, context, region);
    const vaultExtension = extensions.load(vault);
    this.vault = extensions.clientOf(vaultExtension, Vault);
    this.neighbours = [canaryExtension, vaultExtension];
    const { modules, dispatcher } = this.kernel;
    const owner = modules.create("owner");
    this.#friendModule = modules.create("friend");
    const friend = dispatcher.requester(this.#friendModule);
    extensions.names.register("Open", canaryExtension.domain, owner);
    extensions.names.register("Sealed", vaultExtension.domain, owner, ({ importer }) =>
      importer === friend ? { allowed: true, terms: {} } : { allowed: false, reason: "it is no friend" },
    );
    this.useVictim();
  }

  #application(name: string, share: number, pages: number): Application {
    const { storage, translation, addresses, spaces } = this.kernel;
    const context = translation.create();
    const region = addresses.allocate(context, pages);
    const asn = spaces.asnOf(context, "test");
    const { address } = addresses.extent(region);
    const client = storage.createClient(name, share);
    return { client, context, asn, region, address, pages, strand: new Strand(name, asn) };
  }

  /** Let strands run until none is ready, or for so many slices. */
  run(slices = slicesMax): void {
    let left = slices;
    const { strands } = this.kernel;
    strands.runUntil(() => this.#isIdle || --left < 0);
  }

  /** Run some work of an application's on a strand in its space. Gives what it threw, if it did. */
  runFor({ strand }: Application, work: Waiting, slices = slicesMax): { readonly error: unknown } | undefined {
    const ended: { done: boolean; error?: { readonly error: unknown } } = { done: false };
    const running = strand.state === "idle" ? strand : new Strand(strand.name, strand.space);
    this.kernel.strands.start(
      running,
      (function* (): Waiting {
        try {
          yield* work;
        } catch (error) {
          ended.error = { error };
        } finally {
          ended.done = true;
        }
      })(),
    );
    let left = slices;
    const { strands } = this.kernel;
    strands.runUntil(() => ended.done || this.#isIdle || --left < 0);
    return ended.error;
  }

  /** Read the first word of each page of an application, in order, as its program would. */
  *touch({ asn, address, pages, context, strand }: Application, read: number[]): Waiting {
    const { machine, translation } = this.kernel;
    for (let page = 0; page < pages; page++) {
      const at = address + page * pageWords;
      for (let tries = 0; tries < 4; tries++) {
        const word = machine.mmu.load(asn, at);
        if (word >= 0) {
          read.push(machine.mmu.loaded);
          break;
        }
        translation.raise(word, { context, address: at, write: word === Fault.protection, strand: strand.capability });
        yield;
      }
    }
  }

  /** The victim's application goes over its pages, more than it has frames, twice. Gives what is wrong. */
  useVictim(): readonly string[] {
    const wrong: string[] = [];
    const read: number[] = [];
    const touch = (): Waiting => this.touch(this.victim, read);
    const failure = this.runFor(
      this.victim,
      (function* (): Waiting {
        yield* touch();
        yield* touch();
      })(),
    );
    if (failure !== undefined) wrong.push("the victim's application failed");
    if (read.join() !== [100, 101, 102, 103, 100, 101, 102, 103].join()) wrong.push(`the victim read ${read.join()}`);
    const kept = this.vault.Open("kept");
    if (this.vault.Read(kept) !== "kept" || this.vault.Secret() !== 8) wrong.push("the vault has lost a text");
    this.vault.Close(kept);
    const { names } = this.kernel.extensions;
    if (names.lookup("Sealed", this.#friendModule).state !== "running") wrong.push("a friend imports nothing");
    if (this.canary.Answer("alive") !== "alive? yes") wrong.push("the canary does not answer");
    return wrong;
  }

  /** What has to be after an attack as it was before. */
  account(): Readonly<Record<string, unknown>> {
    const { kernel } = this;
    const events = [kernel.console.events, kernel.storage.events, kernel.addresses.events, kernel.translation.events];
    const all = [...events, kernel.strands.events].flatMap((each) => Object.values(each));
    return {
      frames: kernel.storage.free,
      handlers: all.map(
        (event) =>
          `${event.name}: ${kernel.dispatcher
            .handlers(event)
            .map(({ name }) => name)
            .join()}`,
      ),
      ready: kernel.strands.ready,
      blocked: this.#blocked(),
      extensions: kernel.extensions.running.map(({ name }) => name),
      operations: kernel.machine.counter.left,
      devices: kernel.machine.events.length,
      names: kernel.extensions.names.names,
      disk: this.#secrets(),
    };
  }

  /** Grows with the address spaces that there are. */
  firstFreeSpace(): number {
    const { translation, spaces } = this.kernel;
    const context = translation.create();
    const space = spaces.asnOf(context, "test");
    translation.destroy(context);
    return space;
  }

  /** No strand is ready, and no device will make one so. */
  get #isIdle(): boolean {
    const { strands, machine } = this.kernel;
    return strands.ready === 0 && machine.events.length === 0;
  }

  /** All of the disk but the file that an attacker may be given, and what is said of that. */
  #secrets(): string {
    const { firstBlock, pages } = this.kernel.store.file("mine");
    const sectors = frameBytes / this.#platter.sectorBytes;
    const sector = new Uint8Array(this.#platter.sectorBytes);
    const hash = createHash("sha256");
    for (let n = 0; n < this.kernel.store.blocks * sectors; n++) {
      if (n === mineInode || (n >= firstBlock * sectors && n < (firstBlock + pages) * sectors)) continue;
      this.#platter.copyTo(n, sector);
      hash.update(sector);
    }
    return hash.digest("hex");
  }

  /** The scheduler tells how many strands are blocked when it has nothing to do. */
  #blocked(): string {
    try {
      this.kernel.strands.runUntil(() => false);
    } catch (error) {
      if (error instanceof Error) return error.message;
    }
    return "it never ends";
  }
}
