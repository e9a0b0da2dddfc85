import { describe, expect, test } from "vitest";
import { Declarations, flag, instance, integer, parameter, signature, withClosure } from "../../index.js";
import { codeOf, lengths, often, range, strategies, worldOf } from "../../testing/strategies.js";

const givesNumber = signature([parameter("a", integer)], integer);
const sum = { resultHandler: (result: number, previous: number) => result + previous };

class Account {
  readonly balance: number;
  constructor(balance: number) {
    this.balance = balance;
  }
}
class Savings extends Account {}

describe.each(strategies)("%s", (strategy) => {
  test("the same procedure may be installed many times, each with its own closure", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, () => 0, sum);
    const handler = ({ balance }: Account, a: number): number => balance * a;
    const bindings = [1, 10, 100].map((balance) =>
      dispatcher.installHandler(core, event, handler, { closure: new Account(balance) }),
    );
    often(() => expect(event.raise(2)).toBe(222));
    dispatcher.uninstall(core, bindings[1]);
    often(() => expect(event.raise(2)).toBe(202));
  });

  test.each(lengths)("%i closures of one procedure and one guard", (length) => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, () => 0);
    const handler = ({ n }: { n: number }): number => (note(`${n}`), n);
    const below = ({ n }: { n: number }, a: number): boolean => n < a;
    for (const n of range(length)) {
      dispatcher.installHandler(core, event, handler, { closure: { n }, guards: [withClosure({ n }, below)] });
    }
    for (const a of [0, 1, 29, 30, 31, 100]) {
      event.raise(a);
      expect(noted()).toEqual(range(Math.min(a, length)).map(String));
    }
  });

  test("the same procedure with the same closure may be installed twice", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, () => 0, sum);
    const closure = new Account(5);
    const handler = ({ balance }: Account): number => balance;
    for (let n = 0; n < 2; n++) dispatcher.installHandler(core, event, handler, { closure });
    often(() => expect(event.raise(1)).toBe(10));
  });

  test("a closure is seen as it is at the raise, not as it was at the install", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, () => 0);
    const closure = { n: 0 };
    dispatcher.installHandler(core, event, (own: typeof closure) => own.n, { closure });
    often((n) => {
      closure.n = n;
      expect(event.raise(1)).toBe(n);
    });
  });

  test("a function, an array and a null-prototype object are references", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", givesNumber, () => 0);
    const closures: readonly object[] = [() => 1, [1], Object.create(null) as object];
    for (const closure of closures) {
      let seen: unknown;
      const binding = dispatcher.installHandler(core, event, (own: object) => ((seen = own), 1), { closure });
      event.raise(1);
      expect(seen).toBe(closure);
      dispatcher.uninstall(core, binding);
    }
  });
});

describe("the closure rule: one parameter more in front, of a reference type that the closure is of", () => {
  const proof = new Declarations();
  const { dispatcher, core } = worldOf("adaptive", { proof });
  const event = dispatcher.define(core, "E", givesNumber, (a) => a);
  const account = instance(Account);
  const declared = proof.declare((own: Account, a: number): number => own.balance + a, {
    signature: signature([parameter("own", account), parameter("a", integer)], integer),
  });

  test("a closure of the type, or of one that extends it, is taken", () => {
    expect(dispatcher.create(core, event, declared, { closure: new Account(1) }).installed).toBe(false);
    expect(dispatcher.create(core, event, declared, { closure: new Savings(1) }).installed).toBe(false);
  });

  test("another closure is refused", () => {
    const closure = { balance: 1 };
    expect(codeOf(() => dispatcher.create(core, event, declared, { closure }))).toBe("RSP_DISPATCH_CLOSURE");
  });

  test("a narrower parameter than the closure is refused", () => {
    const narrow = proof.declare((own: Savings): number => own.balance, {
      signature: signature([parameter("own", instance(Savings)), parameter("a", integer)], integer),
    });
    const create = () => dispatcher.create(core, event, narrow, { closure: new Account(1) });
    expect(codeOf(create)).toBe("RSP_DISPATCH_CLOSURE");
  });

  test("a first parameter that is no reference is refused", () => {
    const bad = proof.declare((_own: number, a: number): number => a, {
      signature: signature([parameter("own", integer), parameter("a", integer)], integer),
    });
    expect(codeOf(() => dispatcher.create(core, event, bad as never, { closure: {} }))).toBe("RSP_DISPATCH_CLOSURE");
  });

  test("a procedure of no parameters takes no closure", () => {
    const empty = proof.declare((): number => 0, { signature: signature([], integer) });
    expect(codeOf(() => dispatcher.create(core, event, empty, { closure: {} }))).toBe("RSP_DISPATCH_CLOSURE");
  });

  test("a procedure that wants a closure is refused without one", () => {
    expect(codeOf(() => dispatcher.create(core, event, declared as never))).toBe("RSP_DISPATCH_TYPE");
    const undeclared = (_own: object, a: number): number => a;
    expect(codeOf(() => dispatcher.create(core, event, undeclared as never))).toBe("RSP_DISPATCH_TYPE");
  });

  test("what is no reference is no closure, of a handler or of a guard", () => {
    for (const closure of [0, "", true, null, 1n, Symbol("s")]) {
      const options = { closure: closure as never };
      expect(codeOf(() => dispatcher.create(core, event, ((_: object) => 0) as never, options))).toBe(
        "RSP_DISPATCH_CLOSURE",
      );
      const guards = [withClosure(closure as never, () => true)];
      expect(codeOf(() => dispatcher.create(core, event, () => 0, { guards }))).toBe("RSP_DISPATCH_CLOSURE");
    }
  });

  test("a guard's closure follows the same rule", () => {
    const flagging = signature([parameter("own", account), parameter("a", integer)], flag);
    const guard = proof.declare((own: Account, a: number): boolean => own.balance > a, { signature: flagging });
    const create = (closure: object) =>
      dispatcher.create(core, event, () => 0, { guards: [withClosure(closure as Account, guard)] });
    expect(create(new Savings(1)).installed).toBe(false);
    expect(codeOf(() => create({ balance: 1 }))).toBe("RSP_DISPATCH_CLOSURE");
  });
});
