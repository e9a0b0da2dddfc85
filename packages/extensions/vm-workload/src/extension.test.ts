import { Strand, type Context, type Kernel, type MemoryFault, type Region } from "@respin/core";
import { builtExtension } from "@respin/core/testing";
import { Fault, Protection } from "@respin/hardware";
import { exportForEach, type Client, type Waiting } from "@respin/linker";
import { beforeEach, expect, test } from "vitest";
import { vmCalls } from "./calls.js";
import { Timer, VmWorkload } from "./interfaces.js";

const { objectFile, bootKernel } = builtExtension(new URL("../dist/vm-workload.rsp", import.meta.url));

const pages = 4;

let kernel: Kernel;
let context: Context;
let region: Region;
let workload: Client<typeof VmWorkload>;
let timer: string[];

beforeEach(() => {
  kernel = bootKernel();
  ({ context, region } = mapped());
  timer = [];
  const exported = exportForEach(Timer, () => ({
    Start: () => void timer.push("start"),
    Stop: () => void timer.push("stop"),
  }));
  const extension = kernel.extensions.load(objectFile, {
    grant: { contexts: [context] },
    imports: [kernel.extensions.linker.createFromModule("Timer", exported)],
  });
  workload = kernel.extensions.clientOf(extension, VmWorkload);
  workload.Manage(context, region, kernel.machine.mmu.pageWords);
});

function mapped(): { context: Context; region: Region } {
  const { storage, addresses, translation } = kernel;
  const client = storage.createClient("program", pages);
  const space = translation.create();
  const its = addresses.allocate(space, pages);
  for (let index = 0; index < pages; index++) {
    const page = storage.allocateFree(client);
    if (page !== undefined) translation.addMapping(its, index, page, Protection.readWrite);
  }
  return { context: space, region: its };
}

/** What each page allows. */
function protections(): number[] {
  return Array.from({ length: pages }, (_, page) => kernel.translation.examineMapping(region, page));
}

/** What a program gets of the system calls that it makes, or the code of what it is thrown. */
function call(number: number, ...parameters: readonly unknown[]): unknown {
  const strand = new Strand("program", kernel.spaces.asnOf(context, "a test"));
  let result: unknown;
  const program = function* (): Waiting {
    try {
      result = yield* kernel.trap.events.SystemCall.raise({ context, strand: strand.capability, number, parameters });
    } catch (error) {
      result = Object(error).code;
    }
  };
  let ended = false;
  kernel.strands.whenEnded(strand, () => (ended = true));
  kernel.strands.start(strand, program());
  kernel.strands.runUntil(() => ended);
  return result;
}

/** A store that the MMU lets not through is raised, as a system does it. Whether it goes through then. */
function store(page: number, of = region, its = context): boolean {
  const { machine, addresses, translation, spaces } = kernel;
  const asn = spaces.asnOf(its, "a test");
  const strand = new Strand("program", asn).capability;
  const address = addresses.extent(of).address + page * machine.mmu.pageWords + 7;
  if (machine.mmu.store(asn, address, page) >= 0) return true;
  const fault: MemoryFault = { context: its, address, write: true, strand };
  translation.raise(Fault.protection, fault);
  return machine.mmu.store(asn, address, page) >= 0;
}

const { read, readWrite } = Protection;

test("a program protects its pages by a system call, and a store to one is a fault that enables it alone", () => {
  expect(call(vmCalls.protect, 1, 3, read)).toBe(read);
  expect(protections()).toEqual([readWrite, read, read, read]);
  expect(store(2)).toBe(true);
  expect(protections()).toEqual([readWrite, read, readWrite, read]);
  expect(workload.Handled()).toEqual({ faults: 1, page: 2 });
  expect(timer).toEqual([]);
});

test("the answer may protect the next page, and the page behind the last is the first", () => {
  workload.Answer({ stops: "never", protectsNext: true });
  call(vmCalls.protect, pages - 1, 1, read);
  expect(store(pages - 1)).toBe(true);
  expect(protections()).toEqual([read, readWrite, readWrite, readWrite]);
});

test("the timer runs around what is asked of the kernel, and the handler stops it where it is told", () => {
  call(vmCalls.protectTimed, 0, pages, read);
  expect(call(vmCalls.examineTimed, 0)).toBe(read);
  expect(timer.splice(0)).toEqual(["start", "stop", "start", "stop"]);
  for (const stops of ["entry", "end"] as const) {
    workload.Answer({ stops, protectsNext: false });
    store(stops === "entry" ? 0 : 1);
    expect(timer.splice(0)).toEqual(["stop"]);
  }
});

test("faults of other spaces, and elsewhere in its own, are not its business", () => {
  const other = mapped();
  kernel.translation.protect(other.region, 0, pages, read);
  expect(() => store(0, other.region, other.context)).toThrow(
    expect.objectContaining({ code: "RSP_PROTECTION_FAULT" }),
  );
  const [unmanaged] = [kernel.addresses.allocate(context, 1)];
  const page = kernel.storage.allocateFree(kernel.storage.createClient("more", 1));
  if (page !== undefined) kernel.translation.addMapping(unmanaged, 0, page, read);
  expect(() => store(0, unmanaged)).toThrow(expect.objectContaining({ code: "RSP_PROTECTION_FAULT" }));
  expect(workload.Handled()).toEqual({ faults: 0, page: -1 });
  expect(kernel.extensions.ejections).toEqual([]);
});

test("what is asked wrongly is refused by code, and changes nothing", () => {
  expect(call(vmCalls.protect, 0, pages + 1, read)).toBe("RSP_REGION");
  expect(call(vmCalls.protect, "0", 1, read)).toBe("RSP_VM_CALL");
  expect(call(vmCalls.protect, 0, 1, 5)).toBe("RSP_PROTECTION");
  expect(call(99, 0, 1, read)).toBe("RSP_SYSTEM_CALL");
  expect(protections()).toEqual([readWrite, readWrite, readWrite, readWrite]);
});
