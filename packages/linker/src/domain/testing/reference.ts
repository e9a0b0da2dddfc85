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
  type Template,
  type View,
} from "./histories.js";

/** An interface that is exported, and who answers it. */
interface Exported {
  readonly shape: Shape;
  readonly by: Code;
}

/** A link of an import. Each time that one is made it is another. */
interface Link {
  readonly provider: Part;
  readonly exported: Exported;
}

interface Import {
  readonly shape: Shape;
  link: Link | undefined;
}

/** A module of an object file, or of the kernel's own, which has no imports and has run. */
interface Code {
  readonly kind: "code";
  readonly id: number;
  readonly exports: readonly Exported[];
  readonly imports: readonly Import[];
  readonly starts: Template["starts"];
  readonly own: boolean;
  hasRun: boolean;
  ended: boolean;
}

/** What somebody exports again: it lasts as long as that very link. */
interface Reexport {
  readonly kind: "reexport";
  readonly holder: Code;
  readonly slot: Import;
  readonly link: Link;
  ended: boolean;
}

type Part = Code | Reexport;

/** What random histories came to, and how often. */
export class Coverage {
  readonly counts: Record<string, number> = {};

  count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }
}

/**
 * Domains as sets of parts. Nothing is taken back when something ends: what is alive is found out anew each time it is asked
 * for, from the links that were made.
 */
export class Reference implements Subject {
  readonly #domains: (readonly Part[])[] = [];
  readonly #codes: Code[] = [];
  readonly #reexports: Reexport[] = [];
  readonly #coverage: Coverage;

  constructor(coverage: Coverage) {
    this.#coverage = coverage;
  }

  apply(operation: Operation): Outcome {
    const outcome = this.#apply(operation);
    this.#coverage.count(`${operation.does}: ${outcome}`);
    return outcome;
  }

  get size(): number {
    return this.#domains.length;
  }

  get domains(): readonly View[] {
    return this.#domains.map((parts) => {
      const living = parts.filter(isAlive);
      const open = living.flatMap(openIn);
      return {
        exports: [...exportsOf(parts).keys()],
        unresolved: open.map(({ shape }) => `${nameOf(shape)}.F`),
        fullyResolved: living.length > 0 && open.length === 0,
        state: living.length === 0 ? "gone" : living.every(isRunning) ? "running" : "linked",
        answers: shapes.map((shape) => this.#ask(parts, shape)),
      };
    });
  }

  get calls(): readonly (readonly Outcome[])[] {
    return this.#codes.map((code) =>
      code.imports.map((each) => {
        const outcome = callOf(code, each);
        this.#coverage.count(`call: ${typeof outcome === "number" ? (outcome >= 1000 ? "own" : "value") : outcome}`);
        if (typeof outcome === "number" && each.link?.provider.kind === "reexport")
          this.#coverage.count("call: by way of another");
        return outcome;
      }),
    );
  }

  #apply(operation: Operation): Outcome {
    const at = (n: number): readonly Part[] => pick(this.#domains, n);
    switch (operation.does) {
      case "create":
        return this.#add(templates[operation.template], false);
      case "createFromModule":
        return this.#add({ ...moduleTemplates[operation.template], imports: [], starts: "well" }, true);
      case "resolve":
        return resolve(at(operation.a), at(operation.b), (what) => this.#coverage.count(what));
      case "unresolve":
        return unresolve(at(operation.a), at(operation.b));
      case "combine":
        return this.#combine(at(operation.a), at(operation.b));
      case "run":
        return run(at(operation.a));
      case "destroy":
        for (const part of at(operation.a)) part.ended ||= isAlive(part);
        return "done";
      case "reexport":
        return this.#reexport(at(operation.a), nameOf(operation.shape));
    }
  }

  #add({ exports, imports, starts, own = false }: Template & { readonly own?: boolean }, hasRun: boolean): Outcome {
    const exported: Exported[] = [];
    const code: Code = {
      kind: "code",
      id: this.#codes.length,
      exports: exported,
      imports: imports.map((shape) => ({ shape, link: undefined })),
      starts,
      own,
      hasRun,
      ended: false,
    };
    for (const shape of exports) exported.push({ shape, by: code });
    this.#codes.push(code);
    this.#domains.push([code]);
    return "done";
  }

  #combine(a: readonly Part[], b: readonly Part[]): Outcome {
    if (!a.some(isAlive) || !b.some(isAlive)) return "RSP_DOMAIN_GONE";
    const parts = [...new Set([...a, ...b])].filter(isAlive);
    const all = new Set(parts.flatMap(exportedBy));
    if (new Set([...all].map(({ shape }) => nameOf(shape))).size < all.size) return "RSP_DOMAIN_EXPORTS";
    this.#domains.push(parts);
    return "done";
  }

  #reexport(parts: readonly Part[], name: string): Outcome {
    if (!parts.some(isAlive)) return "RSP_DOMAIN_GONE";
    for (const holder of parts) {
      if (holder.kind !== "code" || !isAlive(holder)) continue;
      const slot = holder.imports.find(({ shape }) => nameOf(shape) === name);
      if (slot?.link === undefined || isOpen(slot)) continue;
      const { link } = slot;
      const known = this.#reexports.find((each) => each.link === link && isAlive(each));
      const reexport: Reexport = known ?? { kind: "reexport", holder, slot, link, ended: false };
      if (known === undefined) this.#reexports.push(reexport);
      this.#domains.push([reexport]);
      return "done";
    }
    return "RSP_UNRESOLVED";
  }

  #ask(parts: readonly Part[], shape: Shape): Outcome {
    if (!parts.some(isAlive)) return "RSP_DOMAIN_GONE";
    const found = exportsOf(parts).get(nameOf(shape));
    if (found === undefined) return "RSP_UNRESOLVED";
    if (found.exported.shape !== shape) return "RSP_LINK_FINGERPRINT";
    const { provider } = found;
    return answer(found.exported, provider.kind === "code" ? provider.id : provider.holder.id);
  }
}

function isAlive(part: Part): boolean {
  if (part.ended) return false;
  return part.kind === "code" || (isAlive(part.holder) && part.slot.link === part.link && isAlive(part.link.provider));
}

function isRunning(part: Part): boolean {
  return part.kind === "reexport" || part.hasRun;
}

function isOpen({ link }: Import): boolean {
  return link === undefined || !isAlive(link.provider);
}

function openIn(part: Part): readonly Import[] {
  return part.kind === "code" ? part.imports.filter(isOpen) : [];
}

function exportedBy(part: Part): readonly Exported[] {
  return part.kind === "code" ? part.exports : [part.link.exported];
}

function exportsOf(parts: readonly Part[]): ReadonlyMap<string, Link> {
  const all = parts
    .filter(isAlive)
    .flatMap((provider) => exportedBy(provider).map((exported) => ({ provider, exported })));
  // The first of a name comes first in the map, and is the one that counts.
  return new Map([...all, ...all.toReversed()].map((each) => [nameOf(each.exported.shape), each]));
}

function resolve(source: readonly Part[], target: readonly Part[], seen: (what: string) => void): Outcome {
  if (!source.some(isAlive) || !target.some(isAlive)) return "RSP_DOMAIN_GONE";
  const exports = exportsOf(source);
  const found = target
    .filter(isAlive)
    .flatMap(openIn)
    .flatMap((each) => {
      const link = exports.get(nameOf(each.shape));
      return link === undefined ? [] : [{ each, link }];
    });
  const differing = found.filter(({ each, link }) => each.shape !== link.exported.shape);
  if (differing.length > 0) {
    if (differing.length < found.length) seen("resolve: a conflict beside what would link");
    return "RSP_LINK_FINGERPRINT";
  }
  if (found.length > 0) seen("resolve: something is linked");
  for (const { each, link } of found) {
    if (each.link !== undefined) seen("resolve: in the place of what is gone");
    each.link = { ...link };
  }
  return "done";
}

function unresolve(source: readonly Part[], target: readonly Part[]): Outcome {
  const linked = target.flatMap((part) => (part.kind === "code" && isAlive(part) ? part.imports : []));
  const ending = linked.filter(
    (each) => each.link !== undefined && isAlive(each.link.provider) && source.includes(each.link.provider),
  );
  for (const each of ending) each.link = undefined;
  return "done";
}

function run(parts: readonly Part[]): Outcome {
  if (!parts.some(isAlive)) return "RSP_DOMAIN_GONE";
  if (parts.filter(isAlive).flatMap(openIn).length > 0) return "RSP_UNRESOLVED";
  for (const part of parts.filter(isAlive)) {
    // The end of one of them may have been the end of another.
    if (!isAlive(part) || part.kind === "reexport" || part.hasRun) continue;
    const outcome = start(part);
    if (typeof outcome === "number" || outcome === "done") {
      part.hasRun = true;
      continue;
    }
    part.ended = true;
    return outcome;
  }
  return "done";
}

function start(code: Code): Outcome {
  if (code.starts === "by throwing") return "another error";
  return code.starts === "well" ? "done" : callOf(code, code.imports[0]);
}

function callOf(code: Code, { link }: Import): Outcome {
  if (!isAlive(code)) return "RSP_DOMAIN_GONE";
  if (link === undefined) return "RSP_UNRESOLVED";
  return isAlive(link.provider) ? answer(link.exported, code.id) : "RSP_DOMAIN_GONE";
}

function answer({ by }: Exported, importer: number): Outcome {
  if (!isAlive(by)) return "RSP_DOMAIN_GONE";
  if (!by.hasRun) return "RSP_DOMAIN_IDLE";
  return by.own ? by.id + 1000 * (importer + 1) : by.id;
}
