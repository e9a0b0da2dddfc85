import {
  capability,
  defineInterface,
  flag,
  integer,
  nothing,
  oneOf,
  procedure,
  record,
  type Static,
} from "@respin/linker";

/** The clock of who measures. An extension has none of its own. */
export const Timer = defineInterface("Timer", {
  Start: procedure([], nothing),
  Stop: procedure([], nothing),
});

/** How faults are answered. The page that met one may be stored to from then on, whatever else is done. */
const answer = record("VmWorkload.Answer", {
  /** Where in the handler the timer is stopped. */
  stops: oneOf("never", "entry", "end"),
  /** Whether the page behind it, or the first behind the last, is read-only from then on (Appel1). */
  protectsNext: flag,
});
export type VmAnswer = Static<typeof answer>;

/** Faults that were answered so far, and the page that met the last; -1 if there was none. */
const handled = record("VmWorkload.Handled", { faults: integer, page: integer });

/** A program's own virtual memory operations, in the kernel. SOSP'95, section 5.2, Table 4. */
export const VmWorkload = defineInterface("VmWorkload", {
  /** Answer the faults of a context in one region of it, with so many words in a page. */
  Manage: procedure([capability("Translation.T"), capability("VirtAddr.T"), integer], nothing),
  /** From now on. Enabling alone, without the timer, unless said. */
  Answer: procedure([answer], nothing),
  Handled: procedure([], handled),
});
