import {
  type Cell,
  claim,
  type Claim,
  type ClaimAnswer,
  type Query,
  sizesTable7,
  typicalImports,
} from "@respin/experiment";

/** How many times the kernel is at least an extension: the largest of ours is a whole buffer manager. */
const kernelTimesMin = 3;

/** Lines of the shortest extension in the paper. */
const nullSystemCallLines = Math.min(...sizesTable7.map(({ lines }) => lines));

export const claims: readonly Claim[] = [
  claim(
    "public-only",
    "Extensions import interfaces that every extension may import, or that were granted to them; nothing else",
    (query) => atMost(query, "extension/imported-others", 0),
  ),
  claim(
    "a-dozen",
    "No extension imports more than a dozen interfaces, which is what the paper says of a typical one",
    (query) => atMost(query, "extension/imported-interfaces", typicalImports),
  ),
  claim(
    "kernel-larger",
    `The kernel has at least ${kernelTimesMin} times as many lines as the largest extension: most of what an extension needs is there`,
    (query) => {
      const largest = Math.max(...all(query, "extension/lines").map(({ value }) => value));
      const margin = query.value("kernel/lines", "spin") / largest / kernelTimesMin - 1;
      return { holds: margin >= 0, margin, evidence: ["kernel/lines", "extension/lines"] };
    },
  ),
  claim(
    "small-is-small",
    "There is an extension no longer than the paper's shortest, the null system call",
    (query) => {
      const shortest = Math.min(...all(query, "extension/lines").map(({ value }) => value));
      const margin = nullSystemCallLines - shortest;
      return { holds: margin >= 0, margin, evidence: ["extension/lines"] };
    },
  ),
];

function all({ cells }: Query, id: string): Cell[] {
  return cells.filter((cell) => cell.id === id);
}

function atMost(query: Query, id: string, most: number): ClaimAnswer {
  const cells = all(query, id);
  if (cells.length === 0) return "not-applicable";
  const margin = most - Math.max(...cells.map(({ value }) => value));
  return { holds: margin >= 0, margin, evidence: [id] };
}
