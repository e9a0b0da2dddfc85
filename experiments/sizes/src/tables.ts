import { type Cell, type Row, sizesTable1, sizesTable7, type Table } from "@respin/experiment";
import { counterparts } from "./cells.js";
import { components } from "./repository.js";

/** The tables of a run: the papers' Table 1 and Table 7 for this repository, and what SOSP'95 prints in the second. */
export function tables(cells: readonly Cell[]): Table[] {
  return [componentTable(cells), extensionTable(cells), paperTable7()];
}

type Where = NonNullable<Cell["parameters"]>;

function find(cells: readonly Cell[], id: string, where: Where = {}): Cell | undefined {
  return cells.find(
    (cell) => cell.id === id && Object.entries(where).every(([name, value]) => cell.parameters?.[name] === value),
  );
}

function componentTable(cells: readonly Cell[]): Table {
  const quantities = ["lines", "lines-share", "object-bytes", "object-bytes-share"];
  const ours = (name: string): Row => ({
    label: name,
    values: quantities.map((each) => find(cells, `component/${each}`, { component: name })?.value ?? null),
  });
  const theirs = (name: string, answersTo: string): Row => ({
    label: answersTo === name ? "  paper" : `  paper's ${answersTo}`,
    values: quantities.map((each) => find(cells, `component/${each}`, { component: name })?.published?.value ?? null),
  });
  const inKernel = components.flatMap(({ name, answersTo }) =>
    answersTo === undefined ? [] : [ours(name), theirs(name, answersTo)],
  );
  const missing = sizesTable1
    .filter(({ component }) => !components.some(({ answersTo }) => answersTo === component))
    .map(({ component, lines, linesShare, text, textShare }) => ({
      label: `  paper's ${component}`,
      values: [lines, linesShare, text, textShare],
    }));
  const total = (of: "value" | "published"): (number | null)[] =>
    ["kernel/lines", "kernel/object-bytes"].flatMap((id) => {
      const cell = find(cells, id);
      return [(of === "value" ? cell?.value : cell?.published?.value) ?? null, 100];
    });
  return {
    title: "Table 1: the parts of the kernel, ours and the paper's",
    columns: ["lines", "%", "object bytes", "%"],
    rows: [
      ...inKernel,
      ...missing,
      { label: "kernel", values: total("value") },
      { label: "  paper", values: total("published") },
      ...components.filter(({ answersTo }) => answersTo === undefined).map(({ name }) => ours(name)),
    ],
    notes: [
      "Lines that hold more than blanks and comments; tests left out. Ours: TypeScript, and the bytes of the JavaScript that it is compiled to, without comments. The paper's: Modula-3 and C, and text bytes.",
      "What is there to be extensible is a fortieth of the paper's kernel and most of ours: ours compiles dispatch, confines the code of extensions and keeps an account of each, and has no network, no drivers and no collector of its own beside it.",
      "sys: packages dispatcher and linker. hardware: the modelled machine, where the paper's sal has drivers for a real one: they stand in the same place and are not alike.",
      "No counterpart of ours: rt, a garbage collector and exceptions, which are the JavaScript engine's; lib, lists and tables, which are the language's own. No counterpart of theirs: data bytes, since our object files have no such section.",
      "Below the kernel, and in no share: compiler, which the paper's table leaves out, too; systems, the three assemblies with their system calls, of which two are not SPIN.",
    ],
  };
}

const extensionColumns = [
  ["lines", "lines"],
  ["code bytes", "code-bytes"],
  ["imports", "imported-interfaces"],
  ["procedures", "imported-procedures"],
  ["granted", "imported-granted"],
  ["exports", "exported-interfaces"],
] as const;

function extensionTable(cells: readonly Cell[]): Table {
  const names = [...new Set(cells.flatMap(({ parameters }) => parameters?.["extension"] ?? []))];
  return {
    title: "Table 7: extensions, ours and the paper's",
    columns: extensionColumns.map(([head]) => head),
    rows: names.flatMap((extension) => {
      const found = extensionColumns.map(([, id]) => find(cells, `extension/${id}`, { extension }));
      const paper = found.map((cell) => cell?.published?.value ?? null);
      const ours = { label: String(extension), values: found.map((cell) => cell?.value ?? null) };
      if (paper.every((value) => value === null)) return [ours];
      return [ours, { label: `  paper's ${counterparts[String(extension)] ?? ""}`, values: paper }];
    }),
    notes: [
      "Lines of the modules that are in the object file. Code bytes: its code section, with what the compiler adds: the meter in every function and loop, and the same beginning in every file.",
      "Imports: interfaces, and the procedures of them that it calls or handles. Granted: those interfaces that not every extension may import, and that the kernel's assembly gives to this one.",
    ],
  };
}

function paperTable7(): Table {
  return {
    title: "Table 7 as the paper has it",
    columns: ["lines", "text bytes", "data bytes"],
    rows: sizesTable7.map(({ extension, lines, text, data }) => ({ label: extension, values: [lines, text, data] })),
    notes: [
      "Those of the paper's that do what one of ours does stand beside it above: text bytes beside code bytes. A typical one imports about a dozen interfaces.",
    ],
  };
}
