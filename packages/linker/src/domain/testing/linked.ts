import { RespinError } from "@respin/hardware";
import { defineEvents } from "../../events.js";
import { defineInterface, procedure } from "../../interface/interface.js";
import { integer, real } from "../../interface/types.js";
import { kernel } from "../../testing/kernel.js";
import { objectFile } from "../../testing/object-files.js";
import type { Domain } from "../domain.js";
import { exportEvents, exportForEach } from "../exports.js";
import type { Importer } from "../links.js";
import {
  moduleTemplates,
  nameOf,
  pick,
  shapes,
  templates,
  type Operation,
  type Outcome,
  type Shape,
  type Subject,
  type View,
} from "./histories.js";

const declared = {
  A: defineInterface("A", { F: procedure([], integer) }),
  "A'": defineInterface("A", { F: procedure([], real) }),
  B: defineInterface("B", { F: procedure([], integer) }),
  C: defineInterface("C", { F: procedure([], integer) }),
};

/** Each answers with its number, and shows how it calls its imports before it runs. */
const objects = templates.map(({ exports, imports, starts }, n) =>
  objectFile({
    name: `template${n}`,
    imports: imports.map((shape) => declared[shape]),
    exports: exports.map((shape) => [declared[shape], "{ F: () => me }"] as const),
    library: ["begin"],
    prelude: `const me = begin([${imports.map((shape) => `() => ${nameOf(shape)}_F.raise()`).join(", ")}]);`,
    body: {
      well: "",
      "by calling its first import": imports.length === 0 ? "" : `${nameOf(imports[0])}_F.raise();`,
      "by throwing": "throw me;",
    }[starts],
  }),
);

/** The linker proper. */
export class Linked implements Subject {
  readonly #domains: Domain[] = [];
  readonly #calls: (readonly (() => number)[])[] = [];
  readonly #kernel = kernel({
    begin: (calls: readonly (() => number)[]) => this.#calls.push(calls) - 1,
  });

  apply(operation: Operation): Outcome {
    return outcomeOf(() => this.#apply(operation));
  }

  get size(): number {
    return this.#domains.length;
  }

  get domains(): readonly View[] {
    const { linker } = this.#kernel;
    return this.#domains.map((domain) => ({
      exports: domain.exports,
      unresolved: domain.unresolved,
      fullyResolved: domain.fullyResolved,
      state: domain.state,
      answers: shapes.map((shape) => outcomeOf(() => linker.linksOf(domain, declared[shape]).F.raise())),
    }));
  }

  get calls(): readonly (readonly Outcome[])[] {
    return this.#calls.map((calls) => calls.map(outcomeOf));
  }

  #apply(operation: Operation): unknown {
    const { linker } = this.#kernel;
    const at = (n: number): Domain => pick(this.#domains, n);
    switch (operation.does) {
      case "create":
        return this.#add(linker.create(objects[operation.template], { name: this.#nextName() }));
      case "createFromModule":
        return this.#add(this.#module(operation.template));
      case "resolve":
        return linker.resolve(at(operation.a), at(operation.b));
      case "unresolve":
        return linker.unresolve(at(operation.a), at(operation.b));
      case "combine":
        return this.#add(linker.combine(at(operation.a), at(operation.b)));
      case "run":
        return linker.run(at(operation.a));
      case "destroy":
        return linker.destroy(at(operation.a));
      case "reexport":
        return this.#add(linker.reexport(at(operation.a), nameOf(operation.shape)));
    }
  }

  #add(domain: Domain): void {
    this.#domains.push(domain);
  }

  /** Modules are numbered through, those of the kernel's own with no calls. */
  #nextName(): string {
    return `d${this.#calls.length}`;
  }

  #module(template: number): Domain {
    const { exports, own } = moduleTemplates[template];
    const name = this.#nextName();
    const id = this.#calls.push([]) - 1;
    const implementation = { F: () => id };
    const ownFor = (importer: Importer): { readonly F: () => number } => ({
      F: () => id + 1000 * (Number(importer.name.slice(1)) + 1),
    });
    const exported = (shape: Shape) =>
      own
        ? exportForEach(declared[shape], ownFor)
        : exportEvents(declared[shape], defineEvents(this.#kernel, declared[shape], implementation));
    return this.#kernel.linker.createFromModule(name, ...exports.map(exported));
  }
}

function outcomeOf(action: () => unknown): Outcome {
  try {
    const value = action();
    return typeof value === "number" ? value : "done";
  } catch (error) {
    return error instanceof RespinError ? error.code : "another error";
  }
}
