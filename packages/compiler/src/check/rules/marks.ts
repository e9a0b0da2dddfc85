import ts from "typescript";
import { Judge, type Mark } from "../effects/judge.js";
import { example, type Rule } from "../rule.js";
import { libraryCalled } from "../calls.js";

const core = `import { Dispatcher, PhysAddr, type Page } from "@respin/core";\nimport { ephemeral, functional } from "@respin/linker";\n`;
const install = (guard: string): string =>
  `const guard = ${guard};\nDispatcher.Install(PhysAddr.Reclaim, (page: Page) => page, guard);`;

export const functionalGuards: Rule = {
  code: "RSP_SAFE_FUNCTIONAL",
  title: "What is marked functional changes nothing",
  says:
    "A guard is evaluated as often and in whatever order the dispatcher likes. What is given to `functional(...)` is written out there or is an " +
    "own function by its name. It assigns to its own variables only, makes no object with `new`, throws by `invariant` only, does not " +
    "yield, and calls only what keeps the same: own functions (looked at, too, with all that a method's name may mean), " +
    "procedures that their interface declares functional, and what only reads of the language's values.",
  refused: [
    example(`${core}let seen = 0;\n${install("functional(() => »seen++ > 5)").replace("»seen++", "»seen++")}`),
    example(
      `${core}const seen = new Set<Page>();\n${install("functional((page: Page) => »seen.add(page).has(page))")}`,
    ),
    example(
      `${core}let seen = 0;\nfunction count(): number {\n  »seen += 1;\n  return seen;\n}\n${install("functional(() => count() > 5)")}`,
    ),
    example(`${core}${install("functional((page: Page) => {\n  »PhysAddr.Pin(page);\n  return true;\n})")}`),
    example(
      `${core}class Pages {\n  #asked = 0;\n  get odd(): boolean {\n    return »this.#asked++ % 2 === 1;\n  }\n}\nconst pages = new Pages();\n${install("functional(() => pages.odd)")}`,
    ),
    example(
      `${core}const guards = [(page: Page): boolean => page.physAddr.length > 5];\n${install("functional((page: Page) => »guards[0](page))")}`,
    ),
    example(
      `${core}${install('functional(() => {\n  »throw new Error("no");\n})')}`.replace("throw new", "throw »new"),
    ),
    example(
      `${core}function* pages(): Generator<number> {\n  »yield 5;\n}\n${install('functional(() => pages().toString() === "")')}`,
    ),
    example(
      `${core}interface Sink {\n  put(n: number): boolean;\n}\nclass Count implements Sink {\n  #sum = 0;\n  put(n: number): boolean {\n    »this.#sum += n;\n    return true;\n  }\n}\nconst sink: Sink = new Count();\n${install("functional(() => sink.put(5))")}`,
    ),
    example(
      `${core}const given = (ask: (page: Page) => boolean): void => {\n  ${install("functional(»ask)")}\n};\ngiven((page) => page.physAddr.length > 5);`,
    ),
  ],
  passes: [
    example(
      `${core}import { invariant } from "@respin/hardware";\nclass Pages {\n  readonly #slots = new Map<Page, number>();\n` +
        `  slotOf(page: Page): number {\n    const slot = this.#slots.get(page);\n    return slot === undefined ? -1 : slot;\n  }\n}\n` +
        `const pages = new Pages();\nfunction largest(of: readonly number[]): number {\n  let found = 0;\n  for (const each of of) found = Math.max(found, each);\n  invariant(found >= 0, "no size is negative");\n  return found;\n}\n` +
        install(
          "functional((page: Page) => pages.slotOf(page) >= 0 && !PhysAddr.Modified(page) && largest([1, 2]) > 1)",
        ),
    ),
  ],
  begin: (context, report) => marks("functional", context, report),
};

export const ephemeralHandlers: Rule = {
  code: "RSP_SAFE_EPHEMERAL",
  title: "What is marked ephemeral may be ended at any point",
  says:
    "A handler with a time bound is ended in the middle when it is up. What is given to `ephemeral(...)` calls only what may be ended so, too: " +
    "own functions, looked at in the same way, the language's own, and procedures that their interface declares ephemeral or " +
    "functional. It does not yield. It may assign to what is its own to lose.",
  refused: [
    example(`${core}Dispatcher.Install(PhysAddr.Repossess, ephemeral((page: Page) => »PhysAddr.Pin(page)));`),
    example(
      `${core}const pin = (page: Page): void => »PhysAddr.Pin(page);\nclass Held {\n  constructor(page: Page) {\n    pin(page);\n  }\n}\nDispatcher.Install(PhysAddr.Repossess, ephemeral((page: Page) => void new Held(page)));`,
    ),
    example(
      `${core}const tell = (listener: (page: Page) => void): void => {\n  Dispatcher.Install(PhysAddr.Repossess, ephemeral((page: Page) => »listener(page)));\n};\ntell((page) => PhysAddr.Pin(page));`,
    ),
  ],
  passes: [
    example(
      `${core}const seen = new Set<Page>();\nlet count = 0;\nconst note = (page: Page): void => {\n  count += 1;\n  seen.add(page);\n};\n` +
        `const onRepossess = ephemeral((page: Page) => {\n  if (count > 5) throw new Error("too many");\n  note(page);\n  PhysAddr.Clean(page);\n});\nDispatcher.Install(PhysAddr.Repossess, onRepossess);`,
    ),
  ],
  begin: (context, report) => marks("ephemeral", context, report),
};

function marks(mark: Mark, ...[context, report]: Parameters<Rule["begin"]>): ReturnType<Rule["begin"]> {
  let judge: Judge | undefined;
  return {
    value(node) {
      if (!ts.isCallExpression(node) || libraryCalled(context, node) !== mark) return;
      judge ??= new Judge(context, mark, report);
      judge.judge(node);
    },
  };
}
