import { allow, deny, type Module, type Requester } from "@respin/dispatcher";
import { describe, expect, test } from "vitest";
import { Account, defaultLimits } from "./domain/account.js";
import type { Domain } from "./domain/domain.js";
import { exportForEach } from "./domain/exports.js";
import { defineInterface, procedure } from "./interface/interface.js";
import { text } from "./interface/types.js";
import { NameServer, namesMax, type Import, type ImportAuthorizer } from "./name-server.js";
import { kernel, thrown, type Kernel } from "./testing/kernel.js";
import { objectFile } from "./testing/object-files.js";

const Console = defineInterface("Console", { Open: procedure([], text) });
const Gatekeeper = defineInterface("Gatekeeper", { Watch: procedure([], text) });

interface World extends Kernel {
  readonly names: NameServer;
  readonly domain: Domain;
  readonly exporter: Module;
  readonly importer: Module;
}

function world(): World {
  const base = kernel();
  const domain = base.linker.createFromModule(
    "console",
    exportForEach(Console, ({ name }) => ({ Open: () => `for ${name}` })),
  );
  const [exporter, importer] = ["console", "gatekeeper"].map((name) => base.modules.create(name));
  return { ...base, names: new NameServer(base.dispatcher), domain, exporter, importer };
}

test("who exports a domain registers it, and who knows its name imports and links it", () => {
  const { names, domain, exporter, importer, linker } = world();
  names.register("Console", domain, exporter);
  const gatekeeper = linker.create(
    objectFile({
      name: "gatekeeper",
      imports: [Console],
      exports: [[Gatekeeper, "{ Watch: () => Console_Open.raise() }"]],
    }),
  );

  linker.resolve(names.lookup("Console", importer), gatekeeper);
  linker.run(gatekeeper);

  expect(names.names).toEqual(["Console"]);
  expect(linker.linksOf(gatekeeper, Gatekeeper).Watch.raise()).toBe("for gatekeeper");
});

describe("a name that nobody registered", () => {
  test("is unknown, and the nearest are named", () => {
    const { names, domain, exporter, importer } = world();
    for (const each of ["Console", "Consul", "Translation"]) names.register(each, domain, exporter);

    expect(thrown(() => names.lookup("Consle", importer))).toEqual({
      code: "RSP_NAME_UNKNOWN",
      message: "gatekeeper asks for Consle, and there is none; did you mean Console, Consul?",
    });
    expect(thrown(() => names.lookup("Xyzzyxyzzyxyzzy", importer)).message).toBe(
      "gatekeeper asks for Xyzzyxyzzyxyzzy, and there is none; register it first",
    );
  });

  test("may be anything, and is shown in one line", () => {
    const { names, importer } = world();

    expect(thrown(() => names.lookup("a\nb\u0000" + "c".repeat(1e6), importer)).message).toBe(
      `gatekeeper asks for "a b ${"c".repeat(60)}...", and there is none; register it first`,
    );
    for (const none of [undefined, 1, { toString: () => "Console" }]) {
      expect(thrown(() => names.lookup(none as unknown as string, importer)).message).toBe(
        "gatekeeper asks for what is no text, and there is none; register it first",
      );
    }
    expect(thrown(() => names.lookup("__proto__", importer)).code).toBe("RSP_NAME_UNKNOWN");
  });
});

describe("to register", () => {
  test("takes a name of letters and digits", () => {
    const { names, domain, exporter } = world();

    for (const wrong of ["", "a b", "1st", "__proto__", "a.b", "x".repeat(65), 1 as unknown as string]) {
      expect(thrown(() => names.register(wrong, domain, exporter)).code).toBe("RSP_NAME");
    }
    expect(names.names).toEqual([]);
  });

  test("a name that is taken is refused, and says who has it", () => {
    const { names, domain, exporter, importer } = world();
    names.register("Console", domain, exporter);

    expect(thrown(() => names.register("Console", domain, importer))).toEqual({
      code: "RSP_NAME_TAKEN",
      message: "Console cannot be registered by gatekeeper: console has; use another name, or have it withdrawn",
    });
  });

  test("takes a domain that is one, and not gone", () => {
    const { names, domain, exporter, linker } = world();
    expect(thrown(() => names.register("Console", { ...domain } as Domain, exporter)).code).not.toBe("");
    linker.destroy(domain);

    expect(thrown(() => names.register("Console", domain, exporter)).code).toBe("RSP_DOMAIN_GONE");
  });

  test("so many names at one time, of which those of domains that are gone do not count", () => {
    const { names, domain, exporter, linker } = world();
    const passing = linker.createFromModule("passing");
    names.register("Passing", passing, exporter);
    for (let n = 1; n < namesMax; n++) names.register(`N${n}`, domain, exporter);

    expect(thrown(() => names.register("More", domain, exporter))).toEqual({
      code: "RSP_NAMES_FULL",
      message: "More cannot be registered: 10000 names are; withdraw some",
    });
    linker.destroy(passing);
    names.register("More", domain, exporter);
    expect(names.names).toHaveLength(namesMax);
  });
});

test("a name whose domain is gone is unknown, and free again", () => {
  const { names, domain, exporter, importer, linker } = world();
  names.register("Console", domain, exporter);

  linker.destroy(domain);

  expect(thrown(() => names.lookup("Console", importer)).code).toBe("RSP_NAME_UNKNOWN");
  const another = linker.createFromModule(
    "another",
    exportForEach(Console, () => ({ Open: () => "" })),
  );
  names.register("Console", another, importer);
  expect(names.lookup("Console", exporter)).toBe(another);
});

test("only who registered a name withdraws it", () => {
  const { names, domain, exporter, importer, modules } = world();
  names.register("Console", domain, exporter);
  const namesake = modules.create("console");
  expect(thrown(() => names.withdraw("Console", namesake)).code).toBe("RSP_NAME_REFUSED");

  expect(thrown(() => names.withdraw("Console", importer))).toEqual({
    code: "RSP_NAME_REFUSED",
    message: "gatekeeper may not withdraw Console: only console may, who registered it; ask for that",
  });
  expect(names.lookup("Console", importer)).toBe(domain);
  names.withdraw("Console", exporter);
  expect(thrown(() => names.lookup("Console", importer)).code).toBe("RSP_NAME_UNKNOWN");
  expect(thrown(() => names.withdraw("Console", exporter)).code).toBe("RSP_NAME_UNKNOWN");
});

describe("an authorizer", () => {
  test("is asked at each import, and shown the same identities each time, which prove nothing", () => {
    const { names, domain, exporter, importer, modules, dispatcher } = world();
    const asked: Import[] = [];
    names.register("Console", domain, exporter, (request) => {
      asked.push(request);
      return allow();
    });

    names.lookup("Console", importer);
    names.lookup("Console", { module: importer });
    names.lookup("Console", modules.create("gatekeeper"));

    expect(asked).toHaveLength(3);
    expect(asked[0]).toEqual({ name: "Console", importer: { name: "gatekeeper" }, exporter: { name: "console" } });
    expect(asked[1].importer).toBe(asked[0].importer);
    expect(asked[2].importer).not.toBe(asked[0].importer);
    expect(asked[0].importer).toBe(dispatcher.requester(importer));
    expect(Object.isFrozen(asked[0]) && Object.isFrozen(asked[0].importer)).toBe(true);
    for (const identity of [asked[0].importer, asked[0].exporter]) {
      expect(thrown(() => names.withdraw("Console", identity as Module))).toMatchObject({ code: "another" });
    }
  });

  test("may refuse, by who asks: others are not concerned", () => {
    const { names, domain, exporter, importer, dispatcher, modules } = world();
    const known: Requester = dispatcher.requester(importer);
    names.register("Console", domain, exporter, (request) =>
      request.importer === known ? allow() : deny("it is not for you"),
    );

    expect(names.lookup("Console", importer)).toBe(domain);
    expect(thrown(() => names.lookup("Console", modules.create("gatekeeper")))).toEqual({
      code: "RSP_NAME_REFUSED",
      message: "gatekeeper may not import Console: it is not for you; ask who exports it",
    });
  });

  const hostile: [string, ImportAuthorizer, string][] = [
    [
      "throws",
      () => {
        throw new Error("no\n luck");
      },
      "the authorizer of console threw no luck",
    ],
    [
      "throws what is no error",
      () => {
        throw Object.create(Error.prototype, { message: { get: () => fail() } });
      },
      "the authorizer of console threw something that is no error",
    ],
    [
      "throws an error that acts when it is looked at",
      () => {
        throw Object.defineProperty(new Error("x"), "message", { get: () => fail() });
      },
      "the authorizer of console threw an error",
    ],
    [
      "gives no answer",
      () => undefined as never,
      "the authorizer of console answered neither allow() nor deny(reason)",
    ],
    [
      "answers with what is true",
      () => ({ allowed: 1 }) as never,
      "the authorizer of console answered neither allow() nor deny(reason)",
    ],
    [
      "answers with a getter that throws",
      () =>
        ({
          get allowed(): boolean {
            throw new Error("late");
          },
        }) as never,
      "the authorizer of console threw late",
    ],
    ["refuses without a reason", () => ({ allowed: false }) as never, "no reason was given"],
    ["refuses with many lines", () => deny(`a\nb${"c".repeat(1000)}`), `a b${"c".repeat(197)}...`],
  ];

  test.each(hostile)("that %s refuses, and nothing else of it is heard", (_what, authorizer, reason) => {
    const { names, domain, exporter, importer } = world();
    names.register("Console", domain, exporter, authorizer);

    expect(thrown(() => names.lookup("Console", importer))).toEqual({
      code: "RSP_NAME_REFUSED",
      message: `gatekeeper may not import Console: ${reason}; ask who exports it`,
    });
  });

  test("that takes the domain away while it is asked gives nothing out", () => {
    const { names, domain, exporter, importer, linker } = world();
    const ends: readonly (() => void)[] = [
      () => names.withdraw("Console", exporter),
      () => {
        names.withdraw("Console", exporter);
        names.register("Console", domain, exporter);
      },
      () => linker.destroy(domain),
    ];

    const codes = ends.map((end) => {
      if (names.names.includes("Console")) names.withdraw("Console", exporter);
      names.register("Console", domain, exporter, () => {
        end();
        return allow();
      });
      return thrown(() => names.lookup("Console", importer)).code;
    });

    expect(codes).toEqual(["RSP_NAME_UNKNOWN", "RSP_NAME_REFUSED", "RSP_NAME_UNKNOWN"]);
  });
});

test("who looks like a module is none, whatever it calls itself", () => {
  const { names, domain, exporter, importer } = world();
  names.register("Console", domain, exporter, () => allow());
  const account = new Account("console", defaultLimits);
  const lookAlikes = [
    {},
    { name: "console" },
    { ...exporter },
    Object.create(exporter) as Module,
    { name: "console", module: {}, account },
    { name: "console", module: { module: exporter }, account },
    { name: "console", module: undefined, account },
    new Proxy(exporter, {}),
  ] as Module[];

  for (const who of lookAlikes) {
    for (const attempt of [
      () => names.lookup("Console", who),
      () => names.register("Mine", domain, who),
      () => names.withdraw("Console", who),
    ]) {
      expect(codeOf(attempt)).toBe("RSP_DISPATCH_MODULE");
    }
  }
  // A name is no identity: what counts is the descriptor.
  const disguised = { name: "console", module: importer, account };
  expect(thrown(() => names.withdraw("Console", disguised)).message).toContain("gatekeeper may not withdraw Console");
});

test("who is linked to an interface may register it again under another name, and answer for it", () => {
  const { names, domain, exporter, importer, linker } = world();
  names.register("Console", domain, exporter, (request) =>
    request.importer.name === "gatekeeper" ? allow() : deny("only the gatekeeper may"),
  );
  const gatekeeper = linker.create(objectFile({ name: "gatekeeper", imports: [Console] }));
  linker.resolve(names.lookup("Console", importer), gatekeeper);
  names.register("PublicConsole", linker.reexport(gatekeeper, "Console"), importer);
  const guest = linker.create(
    objectFile({ name: "guest", imports: [Console], exports: [[Gatekeeper, "{ Watch: () => Console_Open.raise() }"]] }),
  );

  expect(thrown(() => names.lookup("Console", exporter)).code).toBe("RSP_NAME_REFUSED");
  linker.resolve(names.lookup("PublicConsole", exporter), guest);
  linker.run(guest);
  expect(linker.linksOf(guest, Gatekeeper).Watch.raise()).toBe("for guest");

  linker.unresolve(domain, gatekeeper);
  expect(thrown(() => names.lookup("PublicConsole", exporter)).code).toBe("RSP_NAME_UNKNOWN");
});

function codeOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return Reflect.get(Object(error) as object, "code");
  }
  return "nothing";
}

function fail(): never {
  throw new Error("it was looked at");
}
