import { beforeEach, expect, test } from "vitest";
import { ConsoleService } from "./console.js";
import { bootDispatching } from "./testing/boot.js";
import { lookAlikes } from "./testing/look-alikes.js";
import { thrown } from "./testing/extensions.js";

let service: ConsoleService;
let events: ConsoleService["events"];

beforeEach(() => {
  service = new ConsoleService(bootDispatching());
  ({ events } = service);
});

test("the Gatekeeper of Figure 1 opens the console, writes, and can write no more once it has closed it", () => {
  const console = events.Open.raise();
  events.Write.raise(console, "Intruder Alert");
  events.Close.raise(console);
  expect(service.lines).toEqual(["Intruder Alert"]);
  for (const again of [() => events.Write.raise(console, "still here"), () => events.Close.raise(console)]) {
    expect(thrown(again)).toMatchObject({
      code: "RSP_CAPABILITY",
      message: expect.stringContaining("one that was revoked"),
    });
  }
  expect(service.lines).toEqual(["Intruder Alert"]);
});

test("two who have opened it write both, and one closes only its own", () => {
  const [a, b] = [events.Open.raise(), events.Open.raise()];
  events.Write.raise(a, "a");
  events.Close.raise(a);
  events.Write.raise(b, "b");
  expect(service.lines).toEqual(["a", "b"]);
});

test("what is written is one line of text that is not too long", () => {
  const console = events.Open.raise();
  const hostile = { length: 1, toString: () => "a\nb" };
  for (const line of ["a\nb", "a\rb", "x".repeat(1001), 4711, undefined, null, hostile, ["a"]]) {
    expect(thrown(() => events.Write.raise(console, line as string)).code).toBe("RSP_CONSOLE");
  }
  events.Write.raise(console, "x".repeat(1000));
  events.Write.raise(console, "");
  expect(service.lines.map(({ length }) => length)).toEqual([1000, 0]);
});

test("of very many lines the last thousand are kept", () => {
  const console = events.Open.raise();
  for (let n = 0; n < 1200; n++) events.Write.raise(console, `${n}`);
  expect([service.lines.length, service.lines[0], service.lines.at(-1)]).toEqual([1000, "200", "1199"]);
});

test("nothing else is a terminal: no look-alike, and no other machine's", () => {
  const other = new ConsoleService(bootDispatching()).events.Open.raise();
  for (const forged of [other, ...lookAlikes(events.Open.raise()).map(([, each]) => each)]) {
    expect(thrown(() => events.Write.raise(forged as typeof other, "forged")).code).toBe("RSP_CAPABILITY");
  }
  expect(service.lines).toEqual([]);
});
