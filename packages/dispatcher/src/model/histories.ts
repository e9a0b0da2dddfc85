import {
  Coverage,
  Refused,
  type AuthorizerKind,
  type BindingSpec,
  type Change,
  type EventSpec,
  type Guard,
  type Key,
  type Limits,
  type Place,
  type Procedure,
  type Subject,
  type Terms,
} from "./reference.js";
import { DispatchError } from "../index.js";

/** A history: what the world is like, and operations, each a number that all its choices are drawn from. */
export interface History {
  readonly setting: number;
  readonly operations: readonly number[];
}

export const modulesOfWorld = 3;

/** Choices drawn from a number (mulberry32): the same ones from the same number. */
class Choices {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** An integer from 0 to below `end`. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * end);
  }

  /** True in so many cases of a hundred. */
  percent(cases: number): boolean {
    return this.below(100) < cases;
  }

  of<T>(all: readonly T[]): T {
    return all[this.below(all.length)];
  }

  /** A number to draw other choices from. */
  seed(): number {
    return this.below(2 ** 31);
  }

  times<T>(count: number, make: () => T): T[] {
    return Array.from({ length: count }, make);
  }
}

/** Parameters are named for their type, with a number where there are several of it. */
const shapes: readonly (readonly string[])[] = [
  [],
  ["n"],
  ["n"],
  ["o"],
  ["n", "o"],
  ["p", "n"],
  ["n", "o", "p"],
  ["o", "n", "n2", "p"],
  ["n", "o", "p", "n2", "n3"],
  ["n", "o", "p", "n2", "n3", "n4", "o2", "n5"],
];

/** What integers are drawn from in one raise: mostly few, so that matches hold; then those of a crowd, and of its edges. */
const few = [0, 1, 2];
const many = Array.from({ length: 12 }, (_, n) => n);
const integersOfRaise: readonly (readonly number[])[] = [
  few,
  few,
  few,
  few,
  few,
  few,
  few,
  few,
  many,
  [27, 28, 29, 30],
];

const unlimited: Limits = { handlersPerEvent: 1_000_000, handlersPerModule: 1_000_000 };
const keyOfAll: Key = { says: "allow", terms: { order: [], bound: undefined, guards: [], postGuards: [] } };

class Thrown extends Error {}

/** Raises within raises within raises, and no deeper. */
const depthMax = 3;
/** Operations of handlers in one history. */
const withinMax = 40;
const bindingsMax = 90;

/** One run of a history: all that handlers and guards see, and the operations as they are done. */
export class Run {
  readonly trace: string[] = [];
  readonly #subject: Subject;
  readonly #coverage: Coverage;
  readonly #tells: boolean;
  readonly #events: readonly EventSpec[];
  /** The event of each binding. */
  readonly #bindings: number[];
  #imposed = 0;
  #log: string[] = [];
  /** What handlers set and guards look at. */
  #global = 0;
  #depth = 0;
  #within = 0;

  /** With `tells`, the trace says what each operation was. */
  constructor(
    { setting, operations }: History,
    subject: (events: readonly EventSpec[], limits: Limits) => Subject,
    coverage: Coverage,
    tells: boolean,
  ) {
    const choices = new Choices(setting);
    this.#coverage = coverage;
    this.#tells = tells;
    const limits = choices.percent(15)
      ? { handlersPerEvent: 3 + choices.below(5), handlersPerModule: 3 + choices.below(6) }
      : unlimited;
    this.#events = [0, 1].map((n): EventSpec => {
      const parameters = choices.of(shapes);
      const hasResult = choices.percent(60);
      const contained = choices.percent(40);
      const authorizer: AuthorizerKind = choices.of(["none", "open", "keyed", "keyed"]);
      const intrinsic = this.#procedure(`h${n}`, hasResult, 0, choices.percent(70) ? undefined : choices);
      return { parameters, hasResult, contained, authorizer, intrinsic };
    });
    this.#bindings = [0, 1];
    this.#subject = subject(this.#events, limits);
    if (tells) this.trace.push(JSON.stringify({ events: this.#events, limits }));
    for (const operation of operations) {
      const outcome = this.#perform(operation);
      this.trace.push(`${outcome}\n    ${this.#log.join(" ")}\n    ${this.#state()}`);
      this.#log = [];
    }
  }

  #state(): string {
    const lists = this.#events.map((_, n) => this.#subject.list(n).join(" "));
    let accounts = "";
    for (let n = 0; n < this.#bindings.length; n++) {
      const { installed, failures, ended } = this.#subject.account(n);
      if (failures + ended > 0) accounts += ` ${n}: ${failures} failed, ${ended} ended`;
      if (!installed) accounts += ` ${n} out`;
    }
    return `[${lists.join("] [")}]${accounts}`;
  }

  /** Do an operation. Returns what became of it. */
  #perform(seed: number): string {
    try {
      return this.#attempt(seed);
    } catch (error) {
      return describe(error);
    }
  }

  #attempt(seed: number): string {
    const choices = new Choices(seed);
    const roll = choices.below(1000);
    if (roll < 320) return this.#raise(choices);
    const outcome = this.#makeChange(choices, roll);
    if (this.#depth > 0) this.#coverage.changesWithin++;
    return outcome;
  }

  #makeChange(choices: Choices, roll: number): string {
    if (roll < 610) return this.#create(choices);
    if (roll < 840) return this.#change(choices);
    if (roll < 910) return this.#impose(choices);
    if (roll < 930) return this.#setEvent(choices);
    if (roll < 940) {
      const isLow = choices.percent(30);
      this.#told(`memory is ${isLow ? "low" : "plenty"}`);
      this.#subject.setMemory(isLow);
      return "set";
    }
    if (roll < 993) return this.#swap(choices);
    return this.#depth === 0 && this.#bindings.length < bindingsMax ? this.#crowd(choices) : this.#swap(choices);
  }

  #told(what: string): void {
    if (this.#tells) (this.#depth > 0 ? this.#log : this.trace).push(what);
  }

  // Operations.

  #raise(choices: Choices): string {
    const event = choices.below(2);
    if (this.#depth > 0) this.#coverage.raisesWithin++;
    const { parameters } = this.#events[event];
    const among = choices.of(integersOfRaise);
    const outcomes: string[] = [];
    for (let left = choices.percent(5) && this.#depth === 0 ? 11 : 1; left > 0; left--) {
      const args = parameters.map((name) => argument(name, choices, among));
      this.#told(`raise e${event}(${args.map(show).join(", ")})`);
      try {
        outcomes.push(show(this.#subject.raise(event, args)));
      } catch (error) {
        // A handler that raises may let the exception through.
        if (this.#depth > 0) throw error;
        outcomes.push(describe(error));
      }
      // What handlers and filters did to the arguments.
      outcomes.push(args.map(show).join(","));
    }
    return outcomes.join(" ");
  }

  #create(choices: Choices): string {
    if (this.#bindings.length >= bindingsMax) return "enough";
    const event = choices.below(2);
    const by = choices.percent(75) ? event : choices.below(modulesOfWorld);
    const install = choices.percent(88);
    const number = this.#bindings.length;
    const spec = this.#spec(choices, event);
    this.#told(`m${by} creates ${number} on e${event}: ${JSON.stringify(spec)}${install ? " and installs it" : ""}`);
    this.#subject.create(by, event, spec);
    this.#bindings.push(event);
    if (install) this.#subject.change(by, { kind: "install", binding: number }, this.#key(choices, event));
    return "created";
  }

  #change(choices: Choices): string {
    const change = this.#oneChange(choices);
    const event = this.#eventOf(change);
    const by = choices.percent(85) ? event : choices.below(modulesOfWorld);
    const key = this.#key(choices, event);
    this.#told(`m${by} changes ${JSON.stringify(change)} with ${JSON.stringify(key)}`);
    this.#subject.change(by, change, key);
    return "changed";
  }

  #swap(choices: Choices): string {
    const by = choices.below(2);
    const changes = choices.times(2 + choices.below(4), () =>
      this.#oneChange(choices, choices.percent(70) ? by : undefined),
    );
    const key = this.#key(choices, by);
    this.#told(`m${by} swaps ${JSON.stringify(changes)} with ${JSON.stringify(key)}`);
    this.#subject.swap(by, changes, key);
    return "swapped";
  }

  /** More handlers than fit into one group of generated code. */
  #crowd(choices: Choices): string {
    const event = choices.below(2);
    const count = choices.of([28, 29, 30, 31, 32, 34, 40]);
    const { parameters } = this.#events[event];
    const from = this.#bindings.length;
    const isOfOne = choices.percent(60);
    const values = choices.of([12, count]);
    // Alone, each stands in the list where its number says.
    const leaving = choices.percent(50) ? this.#subject.list(event) : [];
    this.#told(
      `m${event} creates ${from} to ${from + count - 1} on e${event}, ${isOfOne ? "matching alike" : "guarded"}`,
    );
    for (let n = 0; n < count; n++) {
      const number = from + n;
      const at = parameters.indexOf("n");
      const references = choices.percent(2) && parameters.length > 0 ? [0] : [];
      const matching: readonly Guard[] = at < 0 ? [] : [{ kind: "argument", parameter: at, value: n % values }];
      const guarded = choices.percent(80) ? [] : this.#guards(choices, event, 1);
      this.#subject.create(event, event, {
        handler: this.#procedure(`h${number}`, this.#events[event].hasResult, references.length, undefined),
        closure: undefined,
        references,
        guards: isOfOne ? matching : guarded,
        order: [],
        cancel: choices.percent(3),
        bound: undefined,
        ephemeral: false,
      });
      this.#bindings.push(event);
    }
    const installs = Array.from({ length: count }, (_, n): Change => ({ kind: "install", binding: from + n }));
    const uninstalls = leaving.map((binding): Change => ({ kind: "uninstall", binding }));
    this.#subject.swap(event, [...uninstalls, ...installs], keyOfAll);
    return "crowded";
  }

  #impose(choices: Choices): string {
    const binding = choices.below(this.#bindings.length);
    const event = this.#bindings[binding];
    const by = choices.percent(90) ? event : choices.below(modulesOfWorld);
    const key = this.#key(choices, event);
    if (choices.percent(60)) {
      const guards = this.#guards(choices, event, choices.below(3));
      const postGuards = choices.percent(50) ? this.#guards(choices, event, 1) : [];
      this.#told(`m${by} imposes ${JSON.stringify({ binding, guards, postGuards, key })}`);
      this.#subject.impose(by, binding, guards, postGuards, key);
      this.#imposed++;
      return "imposed";
    }
    if (this.#imposed > 0 && choices.percent(50)) {
      const imposed = choices.below(this.#imposed);
      this.#told(`m${by} withdraws guard ${imposed} with ${JSON.stringify(key)}`);
      this.#subject.withdraw(by, imposed, key);
    } else {
      this.#told(`m${by} withdraws the first guard imposed on ${binding} with ${JSON.stringify(key)}`);
      this.#subject.withdrawFirst(by, binding, key);
    }
    return "withdrawn";
  }

  #setEvent(choices: Choices): string {
    const event = choices.below(2);
    const by = choices.percent(85) ? event : choices.below(modulesOfWorld);
    if (choices.percent(50)) {
      const contained = choices.percent(50);
      const key = this.#key(choices, event);
      this.#told(`m${by} sets exceptions of e${event}: ${contained ? "contained" : "reach raiser"}`);
      this.#subject.setContained(by, event, contained, key);
    } else {
      const authorizer: AuthorizerKind = choices.of(["none", "open", "keyed", "keyed"]);
      this.#told(`m${by} sets the authorizer of e${event}: ${authorizer}`);
      this.#subject.setAuthorizer(by, event, authorizer);
    }
    return "set";
  }

  // What operations are made of.

  #eventOf(change: Change): number {
    return "binding" in change ? this.#bindings[change.binding] : change.event;
  }

  #oneChange(choices: Choices, onEvent?: number): Change {
    const all = [...this.#bindings.keys()].filter((n) => onEvent === undefined || this.#bindings[n] === onEvent);
    const binding = choices.of(all);
    const event = this.#bindings[binding];
    const roll = choices.below(100);
    if (roll < 20) return { kind: "install", binding };
    if (roll < 42) return { kind: "uninstall", binding };
    if (roll < 55) {
      const others = this.#subject.list(event);
      const other =
        others.length > 0 && choices.percent(90) ? choices.of(others) : choices.below(this.#bindings.length);
      return { kind: "replace", other, binding };
    }
    if (roll < 75) return { kind: "reorder", binding, order: this.#order(choices, event, 80) };
    if (roll < 88) return { kind: "guards", binding, guards: this.#guards(choices, event, choices.below(3)) };
    const { hasResult } = this.#events[event];
    if (roll < 93 && hasResult) {
      const handler = choices.of([sum, largest, undefined, refuse]);
      return { kind: "result handler", event, handler };
    }
    const handler = choices.percent(40) ? undefined : this.#procedure("default", hasResult, 0, choices);
    return { kind: "default handler", event, handler };
  }

  #spec(choices: Choices, event: number): BindingSpec {
    const { parameters } = this.#events[event];
    const number = this.#bindings.length;
    const references: number[] = [];
    if (parameters.length > 0 && choices.percent(18)) {
      references.push(choices.below(parameters.length));
      const other = choices.below(parameters.length);
      if (choices.percent(30) && other !== references[0]) references.push(other);
    }
    const ephemeral = choices.percent(20);
    return {
      handler: this.#procedure(`h${number}`, this.#events[event].hasResult, references.length, choices),
      closure: choices.percent(20) ? { closure: number } : undefined,
      references,
      guards: this.#guards(choices, event, choices.of([0, 0, 1, 1, 1, 2, 3])),
      order: this.#order(choices, event, 30),
      cancel: choices.percent(10),
      bound: ephemeral || choices.percent(2) ? (choices.percent(70) ? 1 + choices.below(12) : undefined) : undefined,
      ephemeral,
    };
  }

  #order(choices: Choices, event: number, percent: number): readonly Place[] {
    if (!choices.percent(percent)) return [];
    return choices.times(choices.of([1, 1, 1, 2, 3]), (): Place => {
      if (choices.percent(35)) return choices.of(["first", "last"]);
      const all = [...this.#bindings.keys()].filter((n) => this.#bindings[n] === event || choices.percent(2));
      const other = choices.of(all);
      return choices.percent(50) ? { before: other } : { after: other };
    });
  }

  #key(choices: Choices, event: number): Key {
    const roll = choices.below(100);
    if (roll < 76) return keyOfAll;
    if (roll < 82) return { says: "deny" };
    if (roll < 85) return { says: "throw" };
    const terms: Terms = {
      order: this.#order(choices, event, 40),
      bound: choices.percent(25) ? 1 + choices.below(12) : undefined,
      // A swap shows one key to both events: what is imposed must suit either.
      guards: choices.percent(50) ? [this.#stateGuard(choices)] : [],
      postGuards: choices.percent(25) ? [this.#stateGuard(choices)] : [],
    };
    if (!choices.percent(25)) return { says: "allow", terms };
    const seed = choices.seed();
    return { says: "allow", terms, does: () => this.#doWithin(seed, false) };
  }

  #guards(choices: Choices, event: number, count: number): readonly Guard[] {
    return choices.times(count, () => this.#guard(choices, event));
  }

  #guard(choices: Choices, event: number): Guard {
    const { parameters } = this.#events[event];
    const roll = choices.below(100);
    if (parameters.length === 0 || roll < 12) return this.#stateGuard(choices);
    const at = choices.below(parameters.length);
    const name = parameters[at];
    if (roll < 25) {
      const wanted = choices.below(3);
      const holds = (value: unknown): boolean => seen(value) !== wanted;
      if (choices.percent(50)) return { kind: "predicate", test: (...args) => holds(args[at]), closure: undefined };
      const test = (closure: unknown, ...args: unknown[]): boolean => seen(args[at]) !== seen(closure);
      return { kind: "predicate", test, closure: { kind: wanted } };
    }
    if (name.startsWith("n")) return { kind: "argument", parameter: at, value: choices.below(3) };
    if (name.startsWith("o"))
      return { kind: "property", parameter: at, property: "kind", value: choices.of([0, 1, 0, 1, undefined]) };
    const width = choices.of([1, 2, 3, 4] as const);
    const offset = choices.below(5 - width);
    const all = 2 ** (8 * width) - 1;
    const mask = choices.percent(50) ? all : 1 + choices.below(all);
    let value = 0n;
    for (const byte of packet(choices).subarray(offset, offset + width)) value = value * 256n + BigInt(byte);
    return { kind: "field", parameter: at, offset, width, mask, value: Number(value & BigInt(mask)) };
  }

  /** A guard that fits any event: on what handlers change, and now and then one that throws or returns no boolean. */
  #stateGuard(choices: Choices): Guard {
    const roll = choices.below(100);
    const wanted = choices.below(3);
    const id = choices.below(1000);
    if (this.#tells) this.#told(`guard ${id}: ${roll < 20 ? "may throw" : `unless the global is ${wanted}`}`);
    const test = (): unknown => {
      if (roll < 8) throw new Thrown(`guard ${id}`);
      if (roll < 12) return 1;
      if (roll < 20 && this.#global === wanted) throw new Thrown(`guard ${id}`);
      return this.#global !== wanted;
    };
    return { kind: "predicate", test, closure: undefined };
  }

  /** A handler: what it does is drawn now, and is the same at each run. Without choices it only returns a value. */
  #procedure(name: string, returns: boolean, references: number, choices: Choices | undefined): Procedure {
    const value = choices?.below(100) ?? 7;
    const throws = choices?.percent(12) ? choices.below(4) : undefined;
    const spends = choices?.percent(40) ? choices.below(16) : 0;
    const hidesEnd = choices?.percent(10) ?? false;
    const sets = choices?.percent(25) ? choices.below(4) : undefined;
    const writes = choices?.percent(15) ? choices.below(3) : undefined;
    const within = choices?.percent(14) ? choices.times(1 + choices.below(2), () => choices.seed()) : [];
    const letsThrough = choices?.percent(25) ?? false;
    const puts = choices?.below(3) ?? 1;
    const leaves = choices?.percent(15) ?? false;
    if (this.#tells) {
      const does = {
        value,
        throws,
        spends,
        hidesEnd,
        sets,
        writes,
        within,
        letsThrough,
        puts: leaves ? undefined : puts,
      };
      this.#told(`${name}: ${JSON.stringify(does)}`);
    }
    return (...args) => {
      this.#log.push(`${name}(${args.map(show).join(",")})`);
      if (spends > 0) this.#spend(spends, hidesEnd);
      if (sets !== undefined) this.#global = sets;
      if (references > 0 && !leaves) args.forEach((each) => void (isReference(each) && put(each, puts)));
      if (writes !== undefined) args.forEach((each) => write(each, writes));
      for (const seed of within) this.#doWithin(seed, letsThrough);
      // 3: always; otherwise by what there is.
      if (throws === 3 || (throws !== undefined && throws === this.#global)) throw new Thrown(name);
      return returns ? value : undefined;
    };
  }

  /** An operation that a handler or an authorizer makes. */
  #doWithin(seed: number, letsThrough: boolean): void {
    if (this.#depth >= depthMax || this.#within >= withinMax) return;
    this.#within++;
    this.#depth++;
    try {
      const outcome = letsThrough ? this.#attempt(seed) : this.#perform(seed);
      this.#log.push(`{${outcome}}`);
    } finally {
      this.#depth--;
    }
  }

  #spend(fuel: number, hidesEnd: boolean): void {
    try {
      this.#subject.spend(fuel);
    } catch (error) {
      if (!hidesEnd) throw error;
    }
  }
}

const sum: Procedure = (result, previous) => Number(previous) * 2 + Number(result);
const largest: Procedure = (result, previous) => Math.max(Number(previous), Number(result));
const refuse: Procedure = (result) => {
  if (Number(result) % 3 === 0) throw new Thrown("result handler");
  return result;
};

function argument(name: string, choices: Choices, among: readonly number[]): unknown {
  if (name.startsWith("n")) return choices.of(among);
  if (name.startsWith("p")) return packet(choices);
  const roll = choices.below(20);
  if (roll === 0) return undefined;
  if (roll === 1) return null;
  if (roll === 2) return 5;
  return roll === 3 ? {} : { kind: choices.below(3) };
}

function packet(choices: Choices): Uint8Array {
  return Uint8Array.from({ length: choices.percent(85) ? 4 : 2 }, () => choices.of([0, 1, 200]));
}

function isReference(value: unknown): value is { value: unknown } {
  return typeof value === "object" && value !== null && "value" in value;
}

/** What a filter puts in the place of an argument. */
function put(cell: { value: unknown }, what: number): void {
  const { value } = cell;
  if (typeof value === "number") cell.value = what;
  else if (value instanceof Uint8Array) cell.value = Uint8Array.of(what, 1, 200, what);
  else cell.value = { kind: what };
}

/** What a handler does to an object that it was given, for all to see. */
function write(value: unknown, what: number): void {
  if (value instanceof Uint8Array) value[0] = what;
  else if (typeof value === "object" && value !== null && "kind" in value) value.kind = what;
}

/** What guards look at. */
function seen(value: unknown): unknown {
  if (value instanceof Uint8Array) return value[0];
  return typeof value === "object" && value !== null && "kind" in value ? value.kind : value;
}

function show(value: unknown): string {
  if (value instanceof Uint8Array) return `<${value.join(" ")}>`;
  if (isReference(value)) return `&${show(value.value)}`;
  if (typeof value !== "object" || value === null) return String(value);
  return "kind" in value ? `{${String(value.kind)}}` : "closure" in value ? `c${String(value.closure)}` : "{}";
}

function describe(error: unknown): string {
  if (error instanceof DispatchError || error instanceof Refused) {
    return error.code === "RSP_DISPATCH_GUARD" ? `${error.code} of ${describe(error.cause)}` : error.code;
  }
  return error instanceof Error ? `thrown: ${error.message}` : String(error);
}
