import { RespinError, type OperationCounter } from "@respin/hardware";
import { evaluate } from "../confine/compartment.js";
import { safeGlobalValues } from "../confine/globals.js";
import { harden } from "../confine/realm.js";
import type { ObjectFile } from "../object-file/object-file.js";
import type { Link } from "./links.js";

/** What the text of an object file is given beside its globals: the counter, what it calls when that is used up, and its library. */
export interface Surroundings {
  readonly counter: OperationCounter;
  readonly out: () => void;
  readonly library: Readonly<Record<string, unknown>>;
}

export type Procedure = (...args: never[]) => unknown;

/** The exported interfaces of a program that has run: procedures by name, by interface. */
export type Implementations = ReadonlyMap<string, ReadonlyMap<string, Procedure>>;

/**
 * The language's own objects, for the helpers that the compiler puts before an extension's text, in a scope that the text does
 * not see. They are hardened when an extension is evaluated.
 */
const language = Object.freeze({
  Array,
  ArrayBuffer,
  DataView,
  Int8Array,
  JSON,
  Map,
  Math,
  Number,
  Object,
  RangeError,
  Set,
  String,
  Symbol,
  TypeError,
  isFinite,
  isNaN,
  parseFloat,
  parseInt,
});

/**
 * What the texts of object files were evaluated to. Such a function has no state, and no name leads to it: each program is made anew by
 * calling it, so that the host compiles once what is made of one ObjectFile many times. What programs share so starts warm and has
 * slower fields in the long run: who wants a program of its own reads the file again.
 */
const evaluated = new WeakMap<ObjectFile, (...args: unknown[]) => unknown>();

/** The code of one object file, evaluated where it sees nothing but what the manifest lists, and not run yet. */
export class Program {
  readonly #name: string;
  readonly #link: (n: number, link: Link) => void;
  readonly #run: () => unknown;

  /** Throws RSP_CONFINE for text that is not the compiler's. */
  constructor(object: ObjectFile, surroundings: Surroundings) {
    const { name, globals, library } = object.manifest;
    const given = Object.fromEntries(
      library.map((each) => {
        if (!Object.hasOwn(surroundings.library, each)) throw malformed(name, `there is no ${each} in the library`);
        return [each, surroundings.library[each]];
      }),
    );
    const made = evaluated.get(object) ?? evaluate(object.code, safeGlobalValues(globals, name), name);
    if (!isFunction(made)) throw malformed(name, "it is not a function");
    evaluated.set(object, made);
    const program = begin(name, () => made(surroundings.counter, surroundings.out, Object.freeze(given), language));
    const link = memberOf(program, "link");
    const run = memberOf(program, "run");
    if (!isFunction(link) || !isFunction(run)) throw malformed(name, "it has no link or no run");
    this.#name = name;
    this.#link = (n, to) => void link(n, to);
    this.#run = () => run();
  }

  /** Put a link behind an imported procedure: the n-th of all, in the order of the manifest. */
  link(n: number, to: Link): void {
    this.#link(n, to);
  }

  /**
   * Run the module's body. Its procedures are hardened: functions have properties, and generators a prototype in common, by
   * which one importer could change what another calls. Throws what the body throws, and RSP_EXPORT for exports that are none.
   */
  run(): Implementations {
    const exported = this.#run();
    const found = new Map<string, ReadonlyMap<string, Procedure>>();
    if (!Array.isArray(exported)) throw this.#wrong("it exports nothing that can be linked");
    for (let n = 0; n < exported.length; n++) {
      const implementation = implementationOf(exported[n]);
      if (implementation === undefined) throw this.#wrong("an export is not an implementation of an interface");
      const { name, procedures } = implementation;
      if (found.has(name)) throw this.#wrong(`it implements ${name} twice`);
      for (const procedure of procedures.values()) harden(procedure);
      found.set(name, procedures);
    }
    return found;
  }

  #wrong(what: string): RespinError {
    return new RespinError("RSP_EXPORT", `${this.#name}: ${what}; export what \`implement\` returns`);
  }
}

interface Implementation {
  readonly name: string;
  readonly procedures: ReadonlyMap<string, Procedure>;
}

const implementations = new WeakMap<object, Implementation>();

/**
 * For the library: say that some procedures implement an interface. Each is read once, here: what the extension does to the
 * object later changes nothing. Throws RSP_EXPORT for what is not a procedure.
 */
export function implement(name: unknown, procedures: unknown): object {
  if (typeof name !== "string" || typeof procedures !== "object" || procedures === null) {
    throw new RespinError("RSP_EXPORT", "implement takes an interface and its procedures; give it both");
  }
  const read = new Map<string, Procedure>();
  for (const key of Reflect.ownKeys(procedures)) {
    const value: unknown = Reflect.get(procedures, key);
    if (typeof key !== "string" || !isProcedure(value)) {
      throw new RespinError("RSP_EXPORT", `${name}.${String(key)} is not a procedure; give a function`);
    }
    read.set(key, value);
  }
  const token = Object.freeze({});
  implementations.set(token, Object.freeze({ name, procedures: read }));
  return token;
}

function implementationOf(value: unknown): Implementation | undefined {
  return typeof value === "object" && value !== null ? implementations.get(value) : undefined;
}

function isFunction(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === "function";
}

function isProcedure(value: unknown): value is Procedure {
  return typeof value === "function";
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** What the compiler makes does nothing yet when it is given its surroundings. */
function begin(name: string, make: () => unknown): unknown {
  try {
    return make();
  } catch {
    throw malformed(name, "it throws before it is run");
  }
}

function malformed(name: string, what: string): RespinError {
  return new RespinError("RSP_CONFINE", `${name}: its code is not what the compiler makes: ${what}; build it again`);
}
