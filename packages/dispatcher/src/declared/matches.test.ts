import { describe, expect, test } from "vitest";
import { argumentIs, fieldIs, keyOf, propertyIs, readerOf, UNREADABLE, type Field, type Match } from "./matches.js";
import { anything, integer, nothing, parameter, signature } from "./types.js";
import { codeOf, often, range, strategies, worldOf } from "../testing/strategies.js";

const read = ({ source }: Match, argument: unknown): unknown => readerOf(source)(argument);
const packet = Uint8Array.of(0x12, 0x34, 0x56, 0x78, 0x9a, 0xff, 0xff, 0xff, 0xff);

describe("a field of a packet is read", () => {
  const fields: readonly [Field, number][] = [
    [{ offset: 0, width: 1 }, 0x12],
    [{ offset: 1, width: 2 }, 0x3456],
    [{ offset: 1, width: 3 }, 0x345678],
    [{ offset: 1, width: 4 }, 0x3456789a],
    [{ offset: 4, width: 4 }, 0x9affffff],
    [{ offset: 5, width: 4 }, 0xffffffff],
    [{ offset: 0, width: 1, mask: 0xf0 }, 0x10],
    [{ offset: 4, width: 4, mask: 0x80000000 }, 0x80000000],
    [{ offset: 5, width: 4, mask: 0xffffffff }, 0xffffffff],
  ];
  test.each(fields)("%j", (field, value) => {
    expect(read(fieldIs("p", field, value), packet)).toBe(value);
  });

  test("but not past its end, nor of what is no packet", () => {
    const match = fieldIs("p", { offset: 7, width: 4 }, 1);
    const others = [packet, packet.subarray(0, 0), [1, 2, 3], new Uint16Array(20), null, undefined, "text", {}];
    for (const other of others) expect(read(match, other)).toBe(UNREADABLE);
    expect(read(fieldIs("p", { offset: 8, width: 1 }, 0xff), packet)).toBe(0xff);
  });

  test("of a part of a packet, from the part's start", () => {
    expect(read(fieldIs("p", { offset: 0, width: 2 }, 0), packet.subarray(2, 4))).toBe(0x5678);
    expect(read(fieldIs("p", { offset: 0, width: 3 }, 0), packet.subarray(2, 4))).toBe(UNREADABLE);
    expect(read(fieldIs("p", { offset: 0, width: 2 }, 0), Buffer.from([1, 2]))).toBe(0x102);
  });
});

test.each<readonly [Field, number]>([
  [{ offset: -1, width: 1 }, 0],
  [{ offset: 0.5, width: 1 }, 0],
  [{ offset: 0, width: 5 as 4 }, 0],
  [{ offset: 0, width: 0 as 1 }, 0],
  [{ offset: 0, width: 1, mask: 0 }, 0],
  [{ offset: 0, width: 1, mask: 0x100 }, 0],
  [{ offset: 0, width: 1, mask: -1 }, 0],
  [{ offset: 0, width: 1, mask: 0xf0 }, 0x11],
  [{ offset: 0, width: 1 }, 256],
  [{ offset: 0, width: 4 }, 2 ** 32],
  [{ offset: 0, width: 1 }, -1],
  [{ offset: 0, width: 1 }, 1.5],
  [{ offset: 0, width: 1 }, Number.NaN],
])("a field that can never be the value is refused: %j, %d", (field, value) => {
  expect(codeOf(() => fieldIs("p", field, value))).toBe("RSP_DISPATCH_MATCH");
});

test("NaN equals nothing, and is refused", () => {
  expect(codeOf(() => argumentIs("a", Number.NaN))).toBe("RSP_DISPATCH_MATCH");
  expect(codeOf(() => propertyIs("a", "b", Number.NaN))).toBe("RSP_DISPATCH_MATCH");
});

test("a property of nothing is not undefined; one that is not there is", () => {
  const match = propertyIs("a", "b", undefined);
  for (const none of [undefined, null]) expect(read(match, none)).toBe(UNREADABLE);
  expect(read(match, {})).toBeUndefined();
  expect(read(propertyIs("a", "length", 4), "text")).toBe(4);
});

test("a getter that throws makes its property unreadable", () => {
  const hostile = {
    get b(): number {
      throw new Error("mine");
    },
  };
  expect(read(propertyIs("a", "b", 1), hostile)).toBe(UNREADABLE);
});

test("only what reads the same has the same key", () => {
  const sources = [
    argumentIs("a", 1),
    propertyIs("a", "argument", 1),
    propertyIs("a", "field 0 1 255", 1),
    fieldIs("a", { offset: 0, width: 1 }, 1),
    fieldIs("a", { offset: 0, width: 2 }, 1),
    fieldIs("a", { offset: 0, width: 1, mask: 1 }, 1),
  ];
  expect(new Set(sources.map(({ source }) => keyOf(source))).size).toBe(sources.length);
  expect(keyOf(fieldIs("a", { offset: 0, width: 1, mask: 255 }, 7).source)).toBe(keyOf(sources[3].source));
});

describe.each(strategies)("%s", (strategy) => {
  const values = [
    undefined,
    null,
    true,
    false,
    0,
    -0,
    1,
    Infinity,
    "",
    "a",
    'a"\\\u2028',
    1n,
    Symbol("s"),
    {},
    () => {},
  ];

  test("an argument matches as `===` says, whatever the value", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", signature([parameter("a", anything)], nothing), () => {});
    values.forEach((value, n) => {
      dispatcher.installHandler(core, event, () => note(`${n}`), { guards: [argumentIs("a", value)] });
    });
    often(() => {
      for (const a of [...values, Number.NaN, {}, "b", 2n]) {
        event.raise(a);
        const expected = values.flatMap((value, n) => (value === a ? [`${n}`] : []));
        expect(noted()).toEqual(expected);
      }
    });
  });

  test("a property matches as `===` says, of whatever", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", signature([parameter("a", anything)], nothing), () => {});
    for (const property of ["b", 'a "b"\n', "__proto__", "length"]) {
      values.forEach((value, n) => {
        const guards = [propertyIs("a", property, value)];
        dispatcher.installHandler(core, event, () => note(`${property} ${n}`), { guards });
      });
    }
    often(() => {
      for (const value of values) {
        event.raise({ b: value });
        const expected = values.flatMap((each, n) => (each === value ? [`b ${n}`] : []));
        expect(noted().filter((each) => each.startsWith("b "))).toEqual(expected);
      }
      for (const none of [undefined, null]) {
        event.raise(none);
        expect(noted()).toEqual([]);
      }
      event.raise("a");
      expect(noted()).toContain(`length ${values.indexOf(1)}`);
    });
  });

  test("fields at many offsets, widths and masks", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const event = dispatcher.define(core, "E", signature([parameter("p", anything)], nothing), () => {});
    const fields = [1, 2, 3, 4].flatMap((width) => [0, 3, 5].map((offset) => ({ offset, width }) as Field));
    for (const field of fields) {
      for (const value of [0, 1, 0x12, 0xff]) {
        dispatcher.installHandler(core, event, () => note(`${field.offset} ${field.width} ${value}`), {
          guards: [fieldIs("p", field, value)],
        });
      }
      const guards = [fieldIs("p", { ...field, mask: 0x10 }, 0x10), fieldIs("p", { ...field, mask: 1 }, 0)];
      dispatcher.installHandler(core, event, () => note(`masked ${field.offset} ${field.width}`), { guards });
    }
    const packets = [
      packet,
      Uint8Array.of(0, 0, 0, 0x12),
      Uint8Array.of(1),
      new Uint8Array(9),
      new Uint8Array(9).fill(255),
    ];
    often(() => {
      for (const each of packets) {
        event.raise(each);
        const expected = fields.flatMap(({ offset, width }) => {
          if (each.length < offset + width) return [];
          const bytes = [...each.subarray(offset, offset + width)];
          const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
          const masked = Math.floor(value / 16) % 2 === 1 && value % 2 === 0;
          return [
            ...[0, 1, 0x12, 0xff].filter((one) => one === value).map((one) => `${offset} ${width} ${one}`),
            ...(masked ? [`masked ${offset} ${width}`] : []),
          ];
        });
        expect(noted()).toEqual(expected);
      }
    });
  });

  test("a match never throws, whatever it is given", () => {
    const { dispatcher, core } = worldOf(strategy);
    const event = dispatcher.define(core, "E", signature([parameter("p", anything)], nothing), () => {});
    for (const n of range(10)) {
      for (const match of [fieldIs("p", { offset: 0, width: 1 }, n), propertyIs("p", "length", n + 100)]) {
        dispatcher.installHandler(core, event, () => expect.unreachable(), { guards: [match] });
      }
    }
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const hostile = [Object.create(Uint8Array.prototype) as object, new Proxy(new Uint8Array(4), {}), proxy];
    often(() => {
      for (const each of hostile) expect(() => event.raise(each)).not.toThrow();
    });
  });

  test("matches on several arguments, several a binding", () => {
    const { dispatcher, core, note, noted } = worldOf(strategy);
    const three = signature([parameter("a", integer), parameter("b", integer), parameter("c", integer)], nothing);
    const event = dispatcher.define(core, "E", three, () => {});
    for (const [a, b, c] of range(27).map((n) => [n % 3, Math.floor(n / 3) % 3, Math.floor(n / 9)])) {
      const all = [argumentIs("a", a), argumentIs("b", b), argumentIs("c", c)];
      dispatcher.installHandler(core, event, () => note(`${a}${b}${c}`), { guards: all });
      dispatcher.installHandler(core, event, () => note(`${a}-${c}`), { guards: [all[0], all[2], () => b === 0] });
    }
    often(() => {
      for (const [a, b, c] of [
        [0, 1, 2],
        [2, 2, 2],
        [1, 0, 2],
        [3, 0, 0],
      ]) {
        event.raise(a, b, c);
        expect(noted().toSorted()).toEqual(a > 2 ? [] : [`${a}-${c}`, `${a}${b}${c}`].toSorted());
      }
    });
  });
});
