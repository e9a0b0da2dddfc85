import { describe, expect, test } from "vitest";
import {
  allow,
  argumentIs,
  byReference,
  Declarations,
  flag,
  instance,
  integer,
  nothing,
  parameter,
  propertyIs,
  real,
  reference,
  signature,
  text,
  type Procedure,
} from "../../index.js";
import { codeOf, refusal, worldOf } from "../../testing/strategies.js";

const path = parameter("path", text);
const size = parameter("size", integer);
const shape = signature([path, size], flag);

function declaring(options?: { readonly strict: boolean }) {
  const proof = new Declarations(options);
  const world = worldOf("adaptive", { proof });
  const event = world.dispatcher.define(
    world.core,
    "Open",
    shape,
    proof.declare((_p, _s) => true, { signature: shape }),
  );
  const create = (handler: Procedure, binding: object = {}) =>
    world.dispatcher.create(world.core, event, handler as never, binding);
  return { ...world, proof, event, create };
}

test("a handler has the event's parameters and result, or is refused with both types in the message", () => {
  const { proof, create } = declaring();
  const fits = proof.declare((_p: string, _s: number) => true, { signature: shape });
  expect(create(fits).installed).toBe(false);
  const unfit = proof.declare((_p: string) => true, { signature: signature([path], flag) });
  const { code, message } = refusal(() => create(unfit));
  expect(code).toBe("RSP_DISPATCH_TYPE");
  expect(message).toContain("(path: text) -> flag");
  expect(message).toContain("(path: text, size: integer) -> flag");
});

test.each([
  ["one parameter less", signature([path], flag)],
  ["one more", signature([path, size, parameter("more", integer)], flag)],
  ["none", signature([], flag)],
  ["them in another order", signature([size, path], flag)],
  ["another type", signature([path, parameter("size", real)], flag)],
  ["another result", signature([path, size], integer)],
  ["no result", signature([path, size], nothing)],
  ["one by reference", signature([path, parameter("size", byReference(integer))], flag)],
])("a handler with %s is refused", (_, of) => {
  const { proof, create } = declaring();
  expect(codeOf(() => create(proof.declare(() => true, { signature: of })))).toBe("RSP_DISPATCH_TYPE");
});

test("the names of parameters are its own", () => {
  const { proof, create } = declaring();
  const of = signature([parameter("p", text), parameter("s", integer)], flag);
  expect(create(proof.declare(() => true, { signature: of })).installed).toBe(false);
});

test("of a procedure that nobody declared, the number of parameters is checked", () => {
  const { create } = declaring();
  expect(codeOf(() => create((_a: string, _b: number, _c: number) => true))).toBe("RSP_DISPATCH_TYPE");
  for (const fits of [() => true, (..._all: unknown[]) => true, (_a: string, _b = 1, _c = 2) => true]) {
    expect(create(fits).installed).toBe(false);
  }
});

test("what is no procedure is refused, as handler, guard, result and default handler, and intrinsic handler", () => {
  const { dispatcher, core, event, create } = declaring();
  for (const bad of [5, "text", null, {}, [], undefined] as never[]) {
    expect(codeOf(() => create(bad))).toBe("RSP_DISPATCH_PROCEDURE");
    expect(codeOf(() => create(() => true, { guards: [bad] }))).toBe("RSP_DISPATCH_PROCEDURE");
    expect(codeOf(() => dispatcher.define(core, "E", shape, bad))).toBe("RSP_DISPATCH_PROCEDURE");
    if (bad === undefined) continue;
    expect(codeOf(() => dispatcher.setResultHandler(core, event, bad))).toBe("RSP_DISPATCH_PROCEDURE");
    expect(codeOf(() => dispatcher.setDefaultHandler(core, event, bad))).toBe("RSP_DISPATCH_PROCEDURE");
  }
  expect(event.raise("/", 1)).toBe(true);
});

test("an intrinsic handler is of its event's type, too", () => {
  const { dispatcher, core, proof } = declaring();
  const other = proof.declare(() => true, { signature: signature([], flag) });
  expect(codeOf(() => dispatcher.define(core, "E", shape, other))).toBe("RSP_DISPATCH_TYPE");
});

describe("filters", () => {
  const byRef = signature([path, parameter("size", byReference(integer))], flag);

  test("take by reference exactly the parameters that they name", () => {
    const { proof, create } = declaring();
    const filter = proof.declare(() => true, { signature: byRef });
    expect(create(filter, { filter: ["size"] }).installed).toBe(false);
    for (const named of [[], ["path"], ["path", "size"]]) {
      expect(codeOf(() => create(filter, { filter: named }))).toBe("RSP_DISPATCH_TYPE");
    }
    const plain = proof.declare(() => true, { signature: shape });
    expect(codeOf(() => create(plain, { filter: ["size"] }))).toBe("RSP_DISPATCH_TYPE");
  });

  test("name parameters that the event has", () => {
    const { create } = declaring();
    const { code, message } = refusal(() => create(() => true, { filter: ["colour"] }));
    expect(code).toBe("RSP_DISPATCH_FILTER");
    expect(message).toContain("(path: text, size: integer) -> flag");
  });

  test("have guards that take plain values", () => {
    const { proof, create } = declaring();
    const guard = proof.declare(() => true, { signature: shape, functional: true });
    expect(create(() => true, { filter: ["size"], guards: [guard] }).installed).toBe(false);
    const bad = proof.declare(() => true, { signature: byRef, functional: true });
    expect(codeOf(() => create(() => true, { filter: ["size"], guards: [bad] }))).toBe("RSP_DISPATCH_TYPE");
  });
});

describe("guards", () => {
  test("have the event's parameters, and a flag as their result", () => {
    const { dispatcher, core, proof } = declaring();
    const event = dispatcher.define(core, "Size", signature([path], integer), () => 0);
    const isRoot = proof.declare((p: string) => p === "/", { signature: signature([path], flag) });
    expect(dispatcher.create(core, event, () => 0, { guards: [isRoot] }).installed).toBe(false);
    const asHandler = proof.declare((_p: string) => true, { signature: signature([path], integer) });
    expect(codeOf(() => dispatcher.create(core, event, () => 0, { guards: [asHandler] }))).toBe("RSP_DISPATCH_TYPE");
  });

  test("must be functional: what is declared not to be is refused; under strict proof, what is not declared", () => {
    for (const strict of [false, true]) {
      const { dispatcher, core, proof, create, event } = declaring({ strict });
      const pure = proof.declare(() => true, { functional: true });
      const impure = proof.declare(() => true, { functional: false });
      const unknown = (): boolean => true;
      const declared = proof.declare(() => true, { ephemeral: true });
      expect(create(() => true, { guards: [pure] }).installed).toBe(false);
      expect(codeOf(() => create(() => true, { guards: [impure] }))).toBe("RSP_DISPATCH_FUNCTIONAL");
      const intrinsic = dispatcher.intrinsic(event);
      expect(codeOf(() => dispatcher.impose(core, intrinsic, [impure]))).toBe("RSP_DISPATCH_FUNCTIONAL");
      expect(codeOf(() => dispatcher.impose(core, intrinsic, [], { postGuards: [impure] }))).toBe(
        "RSP_DISPATCH_FUNCTIONAL",
      );
      expect(codeOf(() => dispatcher.setGuards(core, intrinsic, [pure, impure]))).toBe("RSP_DISPATCH_FUNCTIONAL");
      for (const guard of [unknown, declared]) {
        const attempt = () => create(() => true, { guards: [guard] });
        if (strict) expect(codeOf(attempt)).toBe("RSP_DISPATCH_FUNCTIONAL");
        else expect(attempt().installed).toBe(false);
      }
    }
  });

  test("declared matches name parameters that the event has; they need no proof", () => {
    const { create } = declaring({ strict: true });
    expect(create(() => true, { guards: [argumentIs("size", 1), propertyIs("path", "length", 1)] }).installed).toBe(
      false,
    );
    expect(codeOf(() => create(() => true, { guards: [argumentIs("colour", 1)] }))).toBe("RSP_DISPATCH_MATCH");
  });
});

test("result and default handlers are of the types that the event asks for", () => {
  const { dispatcher, core, event, proof } = declaring();
  const folds = signature([parameter("result", flag), parameter("previous", flag)], flag);
  dispatcher.setResultHandler(
    core,
    event,
    proof.declare((a: boolean) => a, { signature: folds }),
  );
  dispatcher.setDefaultHandler(
    core,
    event,
    proof.declare((_p: string) => true, { signature: shape }),
  );
  const bad = proof.declare((): boolean => true, { signature: signature([parameter("result", flag)], flag) });
  expect(codeOf(() => dispatcher.setResultHandler(core, event, bad))).toBe("RSP_DISPATCH_TYPE");
  expect(codeOf(() => dispatcher.setDefaultHandler(core, event, bad))).toBe("RSP_DISPATCH_TYPE");
});

test("only a handler that is declared ephemeral can be bounded, by its maker or by terms", () => {
  const { dispatcher, core, event, proof, create } = declaring();
  const ephemeral = proof.declare(() => true, { ephemeral: true });
  expect(create(ephemeral, { bound: 5 }).bound).toBe(5);
  for (const handler of [() => true, proof.declare(() => true, { ephemeral: false })]) {
    expect(codeOf(() => create(handler, { bound: 5 }))).toBe("RSP_DISPATCH_EPHEMERAL");
  }
  for (const bound of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(codeOf(() => create(ephemeral, { bound }))).toBe("RSP_DISPATCH_BOUND");
  }
  dispatcher.setAuthorizer(core, event, () => allow({ bound: 5 }));
  expect(codeOf(() => dispatcher.installHandler(core, event, () => true))).toBe("RSP_DISPATCH_EPHEMERAL");
  expect(dispatcher.installHandler(core, event, ephemeral).bound).toBe(5);
});

test("two types are the same when their names are", () => {
  class Page {
    readonly number = 0;
  }
  const { dispatcher, core, proof } = declaring();
  const event = dispatcher.define(core, "E", signature([parameter("page", instance(Page))], nothing), () => {});
  const same = proof.declare(() => {}, {
    signature: signature(
      [
        parameter(
          "page",
          reference("Page", () => true),
        ),
      ],
      nothing,
    ),
  });
  const other = proof.declare(() => {}, {
    signature: signature([parameter("page", instance(Page, "OtherPage"))], nothing),
  });
  expect(dispatcher.create(core, event, same).installed).toBe(false);
  expect(codeOf(() => dispatcher.create(core, event, other))).toBe("RSP_DISPATCH_TYPE");
});
