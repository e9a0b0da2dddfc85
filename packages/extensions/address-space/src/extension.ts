import {
  Dispatcher,
  StrandInterface as Strand,
  Translation,
  Trap,
  type Context,
  type MemoryFault,
  type StrandT,
  type SystemCall,
} from "@respin/core";
import { RespinError } from "@respin/hardware";
import { functional, implement, type Waiting } from "@respin/linker";
import { AddressSpace, type AddressSpaceSettings } from "@respin/address-space";
import { spaceCalls } from "./calls.js";
import { counts, Space } from "./space.js";

/** Pages of addresses of one space. */
const pagesMax = 4096;

let settings: AddressSpaceSettings | undefined;
const spaces = new Map<Context, Space>();
/** Why a strand's fault was not put right. A handler that threw it would fail itself: whoever runs the strand asks. */
const failures = new Map<StrandT, unknown>();

export const extension = implement(AddressSpace, {
  Start: (given) => {
    if (settings !== undefined) {
      throw new RespinError("RSP_STARTED", "AddressSpace.Start: it has a client's frames already; load another one");
    }
    const { pages, pageWords } = given;
    if (
      !(
        Number.isSafeInteger(pages) &&
        pages > 0 &&
        pages <= pagesMax &&
        Number.isSafeInteger(pageWords) &&
        pageWords > 0
      )
    ) {
      throw new RespinError(
        "RSP_SPACE_LAYOUT",
        `AddressSpace.Start: ${pages} pages of ${pageWords} words are no space; give 1 to ${pagesMax}, and the machine's page`,
      );
    }
    settings = given;
  },
  Create: (text, data, stack) => {
    if (settings === undefined) {
      throw new RespinError("RSP_NOT_STARTED", "AddressSpace.Create: it has no frames; call AddressSpace.Start first");
    }
    return entered(Space.create(settings, { text, data, stack }));
  },
  Fork: (context) => entered(spaceOf(context, "Fork").fork()),
  Destroy: (context) => {
    const space = spaceOf(context, "Destroy");
    spaces.delete(context);
    space.destroy();
  },
  Base: (context) => spaceOf(context, "Base").base,
  Grow: (context, pages) => spaceOf(context, "Grow").grow(pages),
  Map: (context, pages) => spaceOf(context, "Map").map(pages),
  Unmap: (context, address, pages) => spaceOf(context, "Unmap").unmap(address, pages),
  *Load(context, address, words) {
    yield* spaceOf(context, "Load").load(address, words);
  },
  TakeFailure: (strand) => {
    const failure = failures.get(strand);
    failures.delete(strand);
    return failure;
  },
  Counts: () => ({ ...counts }),
});

function entered(space: Space): Context {
  spaces.set(space.context, space);
  return space.context;
}

/** Throws RSP_SPACE_UNKNOWN. */
function spaceOf(context: Context, procedure: string): Space {
  const space = spaces.get(context);
  if (space !== undefined) return space;
  throw new RespinError(
    "RSP_SPACE_UNKNOWN",
    `AddressSpace.${procedure}: this is no space of it; give one that Create or Fork returned and that is not destroyed`,
  );
}

/** The page was not touched before: it is zeros. */
function onPageNotPresent(fault: MemoryFault): void {
  const space = spaces.get(fault.context);
  if (space !== undefined) serve(fault, space.fill(fault.address));
}

/** A store to a page that others have, or had, too. */
function onProtectionFault(fault: MemoryFault): void {
  const space = spaces.get(fault.context);
  if (space === undefined || space.keep(fault.address)) return;
  serve(fault, space.copy(fault.address));
}

/** The strand waits for the work, and tries its access again. */
function serve({ strand }: MemoryFault, work: Waiting): void {
  Strand.Start("page fault", served(strand, work));
  Strand.Block(strand);
}

function* served(strand: StrandT, work: Waiting): Waiting {
  try {
    yield* work;
  } catch (error) {
    failures.set(strand, error);
  } finally {
    Strand.Unblock(strand);
  }
}

function* onSystemCall({ context, number, parameters: given }: SystemCall): Waiting<unknown> {
  const space = spaceOf(context, "SystemCall");
  const [first, second] = given;
  if (number === spaceCalls.unmap) return space.unmap(numberOf(first), numberOf(second));
  return number === spaceCalls.map ? space.map(numberOf(first)) : space.grow(numberOf(first));
}

/** What is no number is one that nothing has. */
function numberOf(given: unknown): number {
  return typeof given === "number" ? given : -0.5;
}

/** What lies outside of a space's layout, or could not be put right, stays an error of the program that touched it. */
const mayTouch = functional(
  (fault: MemoryFault) => !failures.has(fault.strand) && spaces.get(fault.context)?.mayTouch(fault.address) === true,
);
const mayStore = functional(
  (fault: MemoryFault) =>
    fault.write && !failures.has(fault.strand) && spaces.get(fault.context)?.mayStore(fault.address) === true,
);
const isCallOfSpaces = functional(
  ({ context, number }: SystemCall) => spaces.has(context) && number >= spaceCalls.grow && number <= spaceCalls.unmap,
);

Dispatcher.Install(Translation.PageNotPresent, onPageNotPresent, { guards: [mayTouch], order: "first", cancel: true });
Dispatcher.Install(Translation.ProtectionFault, onProtectionFault, {
  guards: [mayStore],
  order: "first",
  cancel: true,
});
Dispatcher.Install(Trap.SystemCall, onSystemCall, { guards: [isCallOfSpaces], order: "first", cancel: true });
