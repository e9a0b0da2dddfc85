import * as fc from "fast-check";

/** What random histories of domains are made of. */

/** An interface: A, B or C; A has two shapes. */
export type Shape = "A" | "A'" | "B" | "C";

export const shapes: readonly Shape[] = ["A", "A'", "B", "C"];

/** The name of an interface of some shape. */
export function nameOf(shape: Shape): string {
  return shape.slice(0, 1);
}

/** An object file: what it exports and imports, and what its initialization does. */
export interface Template {
  readonly exports: readonly Shape[];
  readonly imports: readonly Shape[];
  readonly starts: "well" | "by calling its first import" | "by throwing";
}

export const templates: readonly Template[] = [
  { exports: ["A"], imports: [], starts: "well" },
  { exports: ["A'", "C"], imports: [], starts: "well" },
  { exports: ["B"], imports: ["A"], starts: "well" },
  { exports: ["A"], imports: ["B"], starts: "well" },
  { exports: ["C"], imports: ["A", "B"], starts: "well" },
  { exports: ["B"], imports: ["A'"], starts: "well" },
  { exports: [], imports: ["C", "A"], starts: "well" },
  { exports: ["B"], imports: ["A"], starts: "by calling its first import" },
  { exports: ["A", "C"], imports: ["B"], starts: "by calling its first import" },
  { exports: ["C"], imports: [], starts: "by throwing" },
];

/** Interfaces of the kernel's own: the same for all, or each importer's own. */
export interface ModuleTemplate {
  readonly exports: readonly Shape[];
  readonly own: boolean;
}

export const moduleTemplates: readonly ModuleTemplate[] = [
  { exports: ["A"], own: false },
  { exports: ["B", "C"], own: true },
  { exports: ["A'", "B"], own: false },
];

/** Domains are meant by number: of all that were made so far, in a circle; below 0 from the end. */
export type Operation =
  | { readonly does: "create"; readonly template: number }
  | { readonly does: "createFromModule"; readonly template: number }
  | { readonly does: "resolve" | "unresolve" | "combine"; readonly a: number; readonly b: number }
  | { readonly does: "run" | "destroy"; readonly a: number }
  | { readonly does: "reexport"; readonly a: number; readonly shape: Shape };

/** An operation, or all those that bring a domain to run, if there is what it needs: few would run by chance. */
export type Step = Operation | { readonly does: "settle"; readonly a: number };

/** The operations of a step, where there are so many domains: the newest come first, so that what is exported again does. */
export function operationsOf(step: Step, domains: number): readonly Operation[] {
  if (step.does !== "settle") return [step];
  const { a } = step;
  const resolves = Array.from({ length: domains }, (_, n) => ({ does: "resolve", a: -1 - n, b: a }) as const);
  return [...resolves, { does: "run", a }];
}

/** The one that is meant by a number. */
export function pick<T>(all: readonly T[], n: number): T {
  return all[n < 0 ? Math.max(0, all.length + n) : n % all.length];
}

/** What a call or an operation came to: a value, nothing, or the code of an error. */
export type Outcome = number | "done" | `RSP_${string}` | "another error";

/** How a domain looks from outside. */
export interface View {
  readonly exports: readonly string[];
  readonly unresolved: readonly string[];
  readonly fullyResolved: boolean;
  readonly state: "linked" | "running" | "gone";
  /** What comes of calling each interface that it may export. */
  readonly answers: readonly Outcome[];
}

/** Domains, or a model of them. */
export interface Subject {
  /** Throws nothing. */
  apply(operation: Operation): Outcome;
  /** How many domains there are. */
  readonly size: number;
  readonly domains: readonly View[];
  /** For each module that was made of an object file, what comes of its calling each of its imports. */
  readonly calls: readonly (readonly Outcome[])[];
}

/** The first and the last ones more often, so that more than one thing is done to some. */
const domain = fc.oneof(
  fc.nat(2),
  fc.nat(2).map((n) => -1 - n),
  fc.nat(99),
);

const create = fc.record({ does: fc.constant("create" as const), template: fc.nat(templates.length - 1) });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: create },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant("createFromModule" as const),
      template: fc.nat(moduleTemplates.length - 1),
    }),
  },
  { weight: 14, arbitrary: fc.record({ does: fc.constant("settle" as const), a: domain }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant("resolve" as const), a: domain, b: domain }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("unresolve" as const), a: domain, b: domain }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("combine" as const), a: domain, b: domain }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("run" as const), a: domain }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("destroy" as const), a: domain }) },
  {
    weight: 8,
    arbitrary: fc.record({
      does: fc.constant("reexport" as const),
      a: domain,
      shape: fc.constantFrom<Shape>("A", "A", "B", "C"),
    }),
  },
);

/** Some object files to begin with, and then anything. */
export const history: fc.Arbitrary<readonly Step[]> = fc.noBias(
  fc
    .tuple(
      fc.array(create, { minLength: 2, maxLength: 4 }),
      fc.array(step, { minLength: 6, maxLength: 20, size: "max" }),
    )
    .map(([first, more]) => [...first, ...more]),
);
