import { Platter, Protection } from "@respin/hardware";
import type { Client } from "@respin/linker";
import type { Context, MemoryClient, MemoryFault, Page, Region, StrandT, Volume, VolumeFile } from "../interfaces.js";
import { Kernel } from "../kernel.js";
import { Store } from "../store.js";
import { bootMachine, run, smallMachine } from "./boot.js";

/** The types of the core's capabilities. */
export interface CapabilityTypes {
  readonly "PhysAddr.T": Page;
  readonly "PhysAddr.Client": MemoryClient;
  readonly "VirtAddr.T": Region;
  readonly "Translation.T": Context;
  readonly "Strand.T": StrandT;
  readonly "Volume.T": VolumeFile;
}

export type TypeName = keyof CapabilityTypes;

/** A kernel, and a capability of each type that it knows. */
export class CapabilityWorld {
  readonly kernel: Kernel;
  readonly volume: Client<typeof Volume>;
  readonly held: CapabilityTypes;
  /** Those that were good once: given back, destroyed, taken. */
  readonly stale: Partial<Record<TypeName, readonly object[]>>;

  constructor() {
    const platter = Platter.for(smallMachine.disk);
    Store.format(platter, smallMachine.frameBytes, [{ name: "file", pages: 2 }]);
    this.kernel = new Kernel(bootMachine({ platter }));
    const { storage, strands, translation, addresses, store } = this.kernel;
    const client = storage.createClient("client", 2);
    const allocate = (): Page => run(strands, storage.allocate(client));

    const [taken, released, page] = [allocate(), allocate(), allocate()];
    storage.deallocate(released);
    const [destroyed, context] = [translation.create(), translation.create()];
    translation.destroy(destroyed);
    const [returned, region] = [addresses.allocate(context, 1), addresses.allocate(context, 1)];
    addresses.deallocate(returned);

    const closed = storage.createClient("closed", 1);
    storage.closeClient(closed);

    this.volume = store.service(storage);
    this.held = {
      "PhysAddr.T": page,
      "PhysAddr.Client": client,
      "VirtAddr.T": region,
      "Translation.T": context,
      "Strand.T": strands.startKernel(
        "strand",
        strands.await(() => {}),
      ).capability,
      "Volume.T": store.file("file").file,
    };
    this.stale = {
      "PhysAddr.T": [taken, released],
      "PhysAddr.Client": [closed],
      "VirtAddr.T": [returned],
      "Translation.T": [destroyed],
    };
  }

  fault(strand: StrandT): MemoryFault {
    return { context: this.held["Translation.T"], address: 1, write: false, strand };
  }
}

/** A procedure with a parameter that is a capability of some type, called with anything at all in its place. */
export interface Use {
  readonly procedure: string;
  readonly type: TypeName;
  readonly call: (world: CapabilityWorld, candidate: unknown) => unknown;
  /** With the capability itself, the error that it ends with for another reason. */
  readonly itself?: string;
  /** It only tells the name of what it is given, so that another machine's will do. */
  readonly anyMachine?: boolean;
}

/** The cast is what the compiler refuses to whoever is checked. */
function use<Name extends TypeName>(
  type: Name,
  procedure: string,
  call: (world: CapabilityWorld, candidate: CapabilityTypes[Name]) => unknown,
  more: Pick<Use, "itself" | "anyMachine"> = {},
): Use {
  return { ...more, procedure, type, call: (world, candidate) => call(world, candidate as CapabilityTypes[Name]) };
}

/** Every use that the core makes of a capability of a caller's, as far as it goes without waiting. */
export const uses: readonly Use[] = [
  use("PhysAddr.Client", "PhysAddr.Allocate", ({ kernel }, it) => kernel.storage.events.Allocate.raise(it).next()),
  use("PhysAddr.Client", "PhysAddr.Use", ({ kernel }, it) => kernel.storage.use(it)),
  use("PhysAddr.T", "PhysAddr.Deallocate", ({ kernel }, it) => kernel.storage.events.Deallocate.raise(it)),
  use("PhysAddr.T", "PhysAddr.Pin", ({ kernel }, it) => kernel.storage.events.Pin.raise(it)),
  use("PhysAddr.T", "PhysAddr.Unpin", ({ kernel }, it) => kernel.storage.events.Unpin.raise(it), {
    itself: "RSP_UNPINNED",
  }),
  use("PhysAddr.T", "PhysAddr.Modified", ({ kernel }, it) => kernel.storage.events.Modified.raise(it)),
  use("PhysAddr.T", "PhysAddr.Clean", ({ kernel }, it) => kernel.storage.events.Clean.raise(it)),
  use("PhysAddr.T", "PhysAddr.Zero", ({ kernel }, it) => kernel.storage.events.Zero.raise(it)),
  use("PhysAddr.T", "PhysAddr.Read", ({ kernel }, it) => kernel.storage.events.Read.raise(it, 0, new Int32Array(1))),
  use("PhysAddr.T", "PhysAddr.Write", ({ kernel }, it) => kernel.storage.events.Write.raise(it, 0, new Int32Array(1))),
  use("Translation.T", "VirtAddr.Allocate", ({ kernel }, it) => kernel.addresses.events.Allocate.raise(it, 1)),
  use("VirtAddr.T", "VirtAddr.Deallocate", ({ kernel }, it) => kernel.addresses.events.Deallocate.raise(it)),
  use("VirtAddr.T", "VirtAddr.Extent", ({ kernel }, it) => kernel.addresses.events.Extent.raise(it)),
  use("Translation.T", "Translation.Destroy", ({ kernel }, it) => kernel.translation.events.Destroy.raise(it)),
  use("VirtAddr.T", "Translation.AddMapping", ({ kernel, held }, it) =>
    kernel.translation.events.AddMapping.raise(it, 0, held["PhysAddr.T"], Protection.read),
  ),
  use("PhysAddr.T", "Translation.AddMapping", ({ kernel, held }, it) =>
    kernel.translation.events.AddMapping.raise(held["VirtAddr.T"], 0, it, Protection.read),
  ),
  use("VirtAddr.T", "Translation.RemoveMapping", ({ kernel }, it) =>
    kernel.translation.events.RemoveMapping.raise(it, 0),
  ),
  use(
    "VirtAddr.T",
    "Translation.Protect",
    ({ kernel }, it) => kernel.translation.events.Protect.raise(it, 0, 1, Protection.read),
    { itself: "RSP_MAPPED" },
  ),
  use("VirtAddr.T", "Translation.ExamineMapping", ({ kernel }, it) =>
    kernel.translation.events.ExamineMapping.raise(it, 0),
  ),
  use(
    "Strand.T",
    "Translation.PageNotPresent",
    (world, it) => world.kernel.translation.events.PageNotPresent.raise(world.fault(it)),
    { itself: "RSP_PAGE_NOT_PRESENT", anyMachine: true },
  ),
  use(
    "Strand.T",
    "Translation.BadAddress",
    (world, it) => world.kernel.translation.events.BadAddress.raise(world.fault(it)),
    { itself: "RSP_BAD_ADDRESS", anyMachine: true },
  ),
  use(
    "Strand.T",
    "Translation.ProtectionFault",
    (world, it) => world.kernel.translation.events.ProtectionFault.raise(world.fault(it)),
    { itself: "RSP_PROTECTION_FAULT", anyMachine: true },
  ),
  use("Strand.T", "Strand.Block", ({ kernel }, it) => kernel.strands.events.Block.raise(it), { itself: "RSP_STRAND" }),
  use("Strand.T", "Strand.Unblock", ({ kernel }, it) => kernel.strands.events.Unblock.raise(it)),
  use("Strand.T", "Strand.Checkpoint", ({ kernel }, it) => kernel.strands.events.Checkpoint.raise(it), {
    itself: "RSP_STRAND",
  }),
  use("Strand.T", "Strand.Resume", ({ kernel }, it) => kernel.strands.events.Resume.raise(it), {
    itself: "RSP_STRAND",
  }),
  use("Translation.T", "Strand.Create", ({ kernel }, it) => kernel.strands.events.Create.raise(it, 0, 0), {
    itself: "RSP_STRAND_PROGRAM",
  }),
  use("PhysAddr.T", "Volume.Read", ({ kernel, volume }, it) => volume.Read(kernel.store.blocks - 1, it).next(), {
    itself: "RSP_STRAND",
  }),
  use("PhysAddr.T", "Volume.Write", ({ kernel, volume }, it) => volume.Write(kernel.store.blocks - 1, it).next(), {
    itself: "RSP_STRAND",
  }),
  use("Volume.T", "Volume.Resize", ({ volume }, it) => volume.Resize(it, 1).next()),
  use("Volume.T", "Volume.Remove", ({ volume }, it) => volume.Remove(it).next()),
  use("Volume.T", "Volume.Commit", ({ volume }, it) => volume.Commit(it).next()),
];
