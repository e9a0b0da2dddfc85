import { anything, defineInterface, operation, procedure } from "@respin/linker";
import { beforeEach, expect, test } from "vitest";
import { Console, PhysAddr, Strand, Translation, Trap, VirtAddr, type Page } from "../interfaces.js";
import type { Kernel } from "../kernel.js";
import { run } from "../testing/boot.js";
import { bootKernel, extensionFile } from "../testing/extensions.js";
import { Dispatcher } from "./dispatcher-interface.js";

// What extensions are linked to is the same for all of them: nothing may be left there by one for another to find.

const Served = defineInterface("Served", { Now: procedure([], anything), Later: operation([], anything) });
const Spy = defineInterface("Spy", { Leave: procedure([anything], anything) });

const kernelInterfaces = [Console, Dispatcher, PhysAddr, Strand, Translation, Trap, VirtAddr];

let kernel: Kernel;
let page: Page;

beforeEach(() => {
  ({ kernel } = bootKernel());
  page = run(kernel.strands, kernel.storage.allocate(kernel.storage.createClient("db", 4)));
});

/** An extension that tries to leave something on all that it is linked to. Gives what it could. */
function spy(): { readonly leave: () => readonly string[] } {
  const { extensions } = kernel;
  const server = extensions.load(
    extensionFile({ name: "server", exports: [[Served, "{ Now: function () { return 1; }, *Later() {} }"]] }),
  );
  const links = `[Console_Write, Dispatcher_Install, Dispatcher_Uninstall, PhysAddr_Reclaim, PhysAddr_Repossess,
    PhysAddr_Pin, PhysAddr_Allocate, PhysAddr_Modified, Strand_Start, Strand_Current, Translation_PageNotPresent,
    Translation_Create, Trap_SystemCall, VirtAddr_Extent, Served_Now, Served_Later]`;
  const extension = extensions.load(
    extensionFile({
      name: "spy",
      imports: [...kernelInterfaces, Served],
      exports: [
        [
          Spy,
          `{ Leave() {
            const left = [];
            const attempt = (what, on) => {
              if (on === undefined || on === null) return;
              try { on.left = 1; left.push(what); } catch {}
            };
            ${links}.forEach((link, n) => {
              attempt("link " + n, link);
              attempt("raise " + n, link.raise);
              attempt("prototype " + n, link.raise.prototype);
            });
            return left;
          } }`,
        ],
      ],
    }),
    { imports: [server.domain] },
  );
  const { Leave } = extensions.clientOf(extension, Spy);
  return { leave: () => Leave(undefined) as readonly string[] };
}

test("nothing can be left on what is linked, however it is dispatched at the moment", () => {
  const { leave } = spy();
  const { dispatcher, modules, storage } = kernel;
  expect(leave()).toEqual([]);
  const { Reclaim, Repossess } = storage.events;
  Reclaim.raise(page);
  expect(leave()).toEqual([]);
  // One handler more, raised by whatever the dispatcher makes of it: interpreted at first, then generated.
  const others = modules.create("others");
  dispatcher.installHandler(others, Reclaim, (candidate) => candidate, { guards: [() => true] });
  dispatcher.installHandler(others, Repossess, () => {}, { mode: "asynchronous" });
  expect(leave()).toEqual([]);
  for (let raise = 0; raise < 20; raise++) {
    Reclaim.raise(page);
    Repossess.raise(page);
    expect(leave()).toEqual([]);
  }
  // And where a handler stands there itself.
  const [intrinsic] = dispatcher.handlers(Reclaim);
  dispatcher.uninstall(others, dispatcher.handlers(Reclaim)[1]);
  expect(intrinsic.installed).toBe(true);
  expect(leave()).toEqual([]);
});
