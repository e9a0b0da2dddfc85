import type { Authorizer, Requester } from "../authority.js";
import type { AnyEvent, Binding, ImposedGuard, Mode, Order } from "../handles.js";
import { Cells } from "../dispatch/cells.js";
import type { Interception } from "../dispatch/interception.js";
import {
  Step,
  tally,
  type Account,
  type Callable,
  type MatchTest,
  type Plan,
  type PredicateTest,
  type Raise,
  type Services,
} from "../dispatch/plan.js";
import { Raising, type Strategy } from "../dispatch/raise.js";
import type { RaiseWatch, Watcher } from "../dispatch/watching.js";
import type { Memory } from "../surroundings/memory.js";
import type { Module } from "../surroundings/modules.js";
import type { Proof } from "../surroundings/proof.js";
import type { Signature } from "../declared/types.js";
import { DispatchError } from "../errors.js";
import type { EventList } from "./event-list.js";
import { BindingHandle, EventHandle, ImposedHandle, putRaise } from "./references.js";
import { Sequence, type Place, type Sequenced } from "./sequence.js";

/** Guards, as a raise evaluates them. */
export interface Tests {
  readonly matches: readonly MatchTest[];
  readonly predicates: readonly PredicateTest[];
}

const none: readonly never[] = [];

/** A guard, and perhaps a post-guard, that a module imposed on a binding. */
export class ImposedState {
  readonly binding: BindingState;
  readonly tests: Tests;
  /** Evaluated after the handler. */
  readonly postTests: Tests;
  readonly handle: ImposedGuard;

  constructor(binding: BindingState, tests: Tests, postTests: Tests) {
    this.binding = binding;
    this.tests = tests;
    this.postTests = postTests;
    this.handle = new ImposedHandle(this);
  }
}

/** What the authorizer added to a binding when it let it in; gone when the binding is uninstalled. */
export interface InstalledTerms {
  readonly order: readonly Order[];
  readonly bound: number | undefined;
  readonly mode: Mode | undefined;
  readonly imposed: ImposedState | undefined;
}

/** A module, and what it has installed. */
export interface Tenant {
  readonly module: Module;
  readonly name: string;
  /** What others are shown of it. */
  readonly identity: Requester;
  handlers: number;
}

/** How much may be installed. */
export interface Limits {
  /** On one event. */
  readonly handlersPerEvent: number;
  /** By one module, on all events together. */
  readonly handlersPerModule: number;
}

/** What the events of a dispatcher have in common. */
export interface Surroundings {
  readonly services: Services;
  readonly proof: Proof;
  readonly memory: Memory;
  readonly limits: Limits;
  readonly strategy: Strategy;
  /** Whether what is behind a `raise` is frozen. */
  readonly frozen: boolean;
  /** All of them. */
  readonly events: EventList;
  /** Who watches raises. */
  watcher: Watcher | undefined;
  /** Memory was low when the last commit began. */
  memoryIsLow: boolean;
  /** A commit is making its changes. */
  committing: boolean;
}

/** What a binding is made of that never changes. */
export interface BindingParts {
  readonly installer: Tenant;
  readonly name: string;
  readonly handler: Callable;
  readonly closure: object | undefined;
  readonly cancel: boolean;
  /** Parameters taken by reference, by position. */
  readonly references: readonly number[];
  readonly inline: boolean;
  readonly ephemeral: boolean;
}

/** What can be changed of a binding by whoever made it. */
export interface BindingTerms {
  readonly guards: readonly unknown[];
  readonly tests: Tests;
  readonly order: readonly Order[];
  readonly mode: Mode;
  readonly bound: number | undefined;
}

const middle: Place<BindingState> = { rank: "middle", before: none, after: none };

/** The state behind a binding. */
export class BindingState implements Sequenced<BindingState>, Account {
  readonly event: EventState;
  readonly parts: BindingParts;
  readonly handle: Binding;
  failures = 0;
  ended = 0;

  place: Place<BindingState> = middle;
  namedBy: Set<BindingState> | undefined = undefined;
  inSequence = false;
  label = 0;
  previous: BindingState | undefined = undefined;
  next: BindingState | undefined = undefined;

  #own: BindingTerms;
  #installed: InstalledTerms | undefined = undefined;
  #imposed: readonly ImposedState[] = none;
  #step: Step | undefined = undefined;
  #cells: Cells | undefined = undefined;

  constructor(event: EventState, parts: BindingParts, own: BindingTerms) {
    this.event = event;
    this.parts = parts;
    this.#own = own;
    this.handle = new BindingHandle(this);
  }

  get name(): string {
    return this.parts.name;
  }

  get own(): BindingTerms {
    return this.#own;
  }

  set own(own: BindingTerms) {
    this.#own = own;
    this.#step = undefined;
  }

  get installedTerms(): InstalledTerms | undefined {
    return this.#installed;
  }

  set installedTerms(terms: InstalledTerms | undefined) {
    this.#installed = terms;
    this.#step = undefined;
  }

  /** Imposed at any time, beside what was imposed when it was let in. */
  get imposed(): readonly ImposedState[] {
    return this.#imposed;
  }

  set imposed(imposed: readonly ImposedState[]) {
    this.#imposed = imposed;
    this.#step = undefined;
  }

  /** All that is imposed on it. */
  get allImposed(): readonly ImposedState[] {
    const installed = this.#installed?.imposed;
    return installed === undefined ? this.#imposed : [installed, ...this.#imposed];
  }

  get mode(): Mode {
    return this.#installed?.mode ?? this.#own.mode;
  }

  get bound(): number | undefined {
    const mine = this.#own.bound;
    const theirs = this.#installed?.bound;
    return mine === undefined || theirs === undefined ? (mine ?? theirs) : Math.min(mine, theirs);
  }

  /** The binding as a raise sees it. */
  get step(): Step {
    return (this.#step ??= this.#build());
  }

  #build(): Step {
    const { parts } = this;
    const imposed = this.allImposed;
    const { references } = parts;
    if (references.length > 0) this.#cells ??= new Cells(references);
    let { matches, predicates } = this.#own.tests;
    let postMatches: readonly MatchTest[] = none;
    let postPredicates: readonly PredicateTest[] = none;
    if (imposed.length > 0) {
      matches = [...imposed.flatMap(({ tests }) => tests.matches), ...matches];
      predicates = [...imposed.flatMap(({ tests }) => tests.predicates), ...predicates];
      postMatches = imposed.flatMap(({ postTests }) => postTests.matches);
      postPredicates = imposed.flatMap(({ postTests }) => postTests.predicates);
    }
    return new Step(
      parts,
      { matches, predicates, postMatches, postPredicates },
      {
        asynchronous: this.mode === "asynchronous",
        bound: this.bound,
        cells: this.#cells,
      },
      this,
    );
  }
}

/** A function that whoever raises can leave nothing on: not on itself, nor on the prototype of what it makes. */
function frozen(raise: Raise): Raise {
  const prototype: unknown = Object.getOwnPropertyDescriptor(raise, "prototype")?.value;
  if (typeof prototype === "object" && prototype !== null) Object.freeze(prototype);
  return Object.freeze(raise);
}

/** The state behind an event. */
export class EventState {
  readonly name: string;
  readonly signature: Signature<readonly unknown[], unknown>;
  readonly parameters: readonly string[];
  /** The module of the intrinsic handler. */
  readonly authority: Tenant;
  readonly surroundings: Surroundings;
  readonly handle: AnyEvent;
  readonly sequence = new Sequence<BindingState>();

  authorizer: Authorizer | undefined = undefined;
  resultHandler: Callable | undefined = undefined;
  defaultHandler: Callable | undefined = undefined;
  mode: Mode = "synchronous";
  contained = false;
  intrinsicReaches = false;
  interceptors: readonly Interception[] = none;
  /** Grows with each change. */
  generation = 0;

  readonly #raising: Raising;
  #intrinsic: BindingState | undefined = undefined;

  constructor(
    name: string,
    signature: Signature<readonly unknown[], unknown>,
    authority: Tenant,
    surroundings: Surroundings,
  ) {
    this.name = name;
    this.signature = signature;
    this.parameters = signature.parameters.map((each) => each.name);
    this.authority = authority;
    this.surroundings = surroundings;
    const handle = new EventHandle(this);
    this.#raising = new Raising(this, surroundings.strategy, (raise) => this.#put(raise));
    this.handle = handle;
    this.#put(this.#raising.first);
  }

  /** The binding of the event's own procedure. */
  get intrinsic(): BindingState {
    if (this.#intrinsic === undefined) throw new Error(`${this.name} has no intrinsic handler yet`);
    return this.#intrinsic;
  }

  set intrinsic(binding: BindingState) {
    this.#intrinsic = binding;
  }

  get hasResult(): boolean {
    return this.signature.result.name !== "nothing";
  }

  get watch(): RaiseWatch | undefined {
    return this.surroundings.watcher?.of(this.name);
  }

  /** Somebody else watches, or nobody does. */
  rewatch(): void {
    this.#raising.rewatch();
  }

  /** Forget what was made for the list as it was. Raises in progress keep it. */
  reset(): void {
    this.generation++;
    this.#put(this.#raising.first);
  }

  #put(raise: Raise): void {
    putRaise(this.handle, this.surroundings.frozen ? frozen(raise) : raise);
  }

  /** Make now what the first raise after a change would. */
  prepare(): void {
    if (this.handle.raise === this.#raising.first) this.#raising.prepare();
  }

  /** What a raise does from now on. */
  plan(): Plan {
    if (this.surroundings.committing) {
      throw new DispatchError(
        "RSP_DISPATCH_NESTED",
        `${this.name} was raised while its bindings are being changed; types, proofs and the like must not raise events`,
      );
    }
    const steps: Step[] = [];
    for (let binding = this.sequence.head; binding !== undefined; binding = binding.next) steps.push(binding.step);
    return {
      event: this.name,
      parameters: this.parameters,
      hasResult: this.hasResult,
      steps,
      ...tally(steps),
      resultHandler: this.resultHandler,
      defaultHandler: this.defaultHandler,
      contained: this.contained,
      reaching: this.intrinsicReaches ? this.intrinsic : undefined,
      services: this.surroundings.services,
    };
  }
}
