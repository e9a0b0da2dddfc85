import type { SwapChange } from "@respin/dispatcher";
import { RespinError } from "@respin/hardware";
import type { LinkedInterface } from "../object-file/manifest.js";
import type { Domain } from "./domain.js";
import type { Leaf } from "./leaf.js";
import type { Exported } from "./links.js";
import type { Procedure } from "./program.js";

/** A domain that is to take another's place. Until `commit`, nobody but who makes it meets anything of it. */
export interface Succession {
  readonly domain: Domain;
  /** Link it to what the other one is linked to. Throws RSP_LINK_FINGERPRINT, and what an exporter throws when it is asked for links. */
  link(): void;
  /** Run its body. Throws RSP_UNRESOLVED, RSP_EXPORT, and what the body throws. */
  run(): void;
  /** A procedure of an interface that it exports, to be called before it stands. Throws RSP_EXPORT where there is none. */
  procedure(interfaceName: string, name: string): Procedure;
  /**
   * Put it where the other one stands, with some changes beside, all at once. Who is linked to the other's exports, or holds its
   * domain, has this one's from then on. Throws what the changes throw; nothing has changed then.
   */
  commit(changes: readonly SwapChange[], key?: unknown): void;
  /** After that: the end of the other one, when nobody is in its code any more. */
  readonly endOld: (why: string) => void;
}

/**
 * The one module that a domain is made of, which runs. Throws RSP_REPLACE if there is another, or for other exports than `wanted`.
 */
export function replaceable(name: string, leaves: readonly Leaf[], wanted: readonly LinkedInterface[]): Leaf {
  const [leaf, ...others] = leaves;
  if (others.length > 0 || leaf?.body === undefined || leaf.state !== "running") {
    throw new RespinError("RSP_REPLACE", `${name} is not one module that runs; replace its modules one by one`);
  }
  const theirs = wanted.map(named).toSorted();
  const ours = [...leaf.exports.values()].map(named).toSorted();
  if (theirs.length === ours.length && theirs.every((each, n) => each === ours[n])) return leaf;
  const shown = (all: readonly string[]): string => all.map((each) => each.split(" ")[0]).join(", ") || "nothing";
  throw new RespinError(
    "RSP_REPLACE",
    `${name} exports ${shown(ours)}, and what is to take its place ${shown(theirs)}; export the same, or unload it and load the other`,
  );
}

function named(each: LinkedInterface | Exported): string {
  const shapes = "shapes" in each ? each.shapes : each.procedures;
  return `${each.name}@${each.fingerprint} ${JSON.stringify(Object.entries(shapes).toSorted())}`;
}
