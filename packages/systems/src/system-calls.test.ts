import { alphaAxp3000400 } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import { expect, test } from "vitest";
import { SystemCalls } from "./system-calls.js";
import { Workbench } from "./workbench/workbench.js";

test("a system call is handled by who handles its application's, and by nobody else", () => {
  const workbench = new Workbench("spin", { machine: alphaAxp3000400 });
  const calls = new SystemCalls(workbench.kernel);
  const [mine, theirs] = [workbench.user("mine"), workbench.user("theirs")];
  const raise = calls.handledFor(mine.context, "the extension of mine");
  const got: unknown[] = [];
  const call = function* (): Waiting<unknown> {
    return "handled";
  };
  workbench.run(
    mine.strand,
    (function* () {
      got.push(yield* raise(call));
    })(),
  );
  expect(got).toEqual(["handled"]);
  const unhandled = (function* () {
    yield* calls.raisedFor(theirs.context)(call);
  })();
  expect(() => workbench.run(theirs.strand, unhandled)).toThrow(expect.objectContaining({ code: "RSP_SYSTEM_CALL" }));
});
