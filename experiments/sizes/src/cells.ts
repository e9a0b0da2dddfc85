import { type Cell, sizesTable1, sizesTable1Total, sizesTable7 } from "@respin/experiment";
import type { Component, Extension, Size } from "./repository.js";

/** A part with its size. */
export interface Sized extends Size {
  readonly component: Component;
}

/** Table 1's cells: lines and bytes of each part, and its share of the kernel. */
export function componentCells(sized: readonly Sized[]): Cell[] {
  const kernel = sized.filter(({ component }) => component.answersTo !== undefined);
  const sum = (of: "lines" | "objectBytes"): number => kernel.reduce((all, each) => all + each[of], 0);
  const total = { lines: sum("lines"), objectBytes: sum("objectBytes") };
  const parts = sized.flatMap(({ component: { name, answersTo }, lines, objectBytes }) => {
    const paper = sizesTable1.find(({ component }) => component === answersTo);
    const cell = cellsOf("component", { component: name });
    if (paper === undefined) return [cell("lines", "lines", lines), cell("object-bytes", "B", objectBytes)];
    const id = `t1.${paper.component}`;
    return [
      cell("lines", "lines", lines, { cell: `${id}.lines`, value: paper.lines }),
      cell("lines-share", "%", share(lines, total.lines), {
        cell: `${id}.lines-share`,
        value: paper.linesShare,
      }),
      cell("object-bytes", "B", objectBytes, { cell: `${id}.text`, value: paper.text }),
      cell("object-bytes-share", "%", share(objectBytes, total.objectBytes), {
        cell: `${id}.text-share`,
        value: paper.textShare,
      }),
    ];
  });
  const cell = cellsOf("kernel", {});
  return [
    ...parts,
    cell("lines", "lines", total.lines, { cell: "t1.total.lines", value: sizesTable1Total.lines }),
    cell("object-bytes", "B", total.objectBytes, { cell: "t1.total.text", value: sizesTable1Total.text }),
  ];
}

/** Extensions of ours that do what one of the paper's does. */
export const counterparts: Readonly<Record<string, string | undefined>> = {
  "null-syscall": "NULL syscall",
  ipc: "IPC",
  "c-threads": "CThreads",
  "osf-threads": "DEC OSF/1 threads",
  "vm-workload": "VM workload",
};

/** Table 7's cells for one extension. `granted` are the interfaces that it may import beside the public ones. */
export function extensionCells(
  { name, lines, facts }: Extension,
  publicInterfaces: readonly string[],
  granted: readonly string[],
): Cell[] {
  const cell = cellsOf("extension", { extension: name });
  const names = facts.imports.map((imported) => imported.name);
  const allowed = new Set([...publicInterfaces, ...granted]);
  const paper = sizesTable7.find(({ extension }) => extension === counterparts[name]);
  const beside = (of: "lines" | "text"): NonNullable<Cell["published"]> | undefined =>
    paper === undefined ? undefined : { cell: `t7.${name}.${of}`, value: paper[of] };
  return [
    cell("lines", "lines", lines, beside("lines")),
    cell("code-bytes", "B", facts.codeBytes, beside("text")),
    cell("manifest-bytes", "B", facts.manifestBytes),
    cell("imported-interfaces", "1", names.length),
    cell("imported-procedures", "1", proceduresOf(facts.imports)),
    cell("imported-granted", "1", names.filter((each) => granted.includes(each)).length),
    cell("imported-others", "1", names.filter((each) => !allowed.has(each)).length),
    cell("exported-interfaces", "1", facts.exports.length),
    cell("exported-procedures", "1", proceduresOf(facts.exports)),
  ];
}

function proceduresOf(interfaces: Extension["facts"]["imports"]): number {
  return interfaces.reduce((sum, { procedures }) => sum + procedures.length, 0);
}

/** In percent, to a tenth, as the paper has it. */
function share(part: number, of: number): number {
  return Math.round((1000 * part) / of) / 10;
}

/** Every change of the code moves the sizes; a change beyond this factor is one to be looked at, and so is one of what is imported. */
const sizeDrift = 1.5;

function cellsOf(group: string, parameters: NonNullable<Cell["parameters"]>) {
  return (quantity: string, unit: string, value: number, published?: NonNullable<Cell["published"]>): Cell => ({
    id: `${group}/${quantity}`,
    system: "spin",
    clock: "count",
    unit,
    value,
    drift: unit === "1" ? 1 : sizeDrift,
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    ...(published === undefined ? {} : { published }),
  });
}
