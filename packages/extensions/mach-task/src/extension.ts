import {
  Dispatcher,
  PhysAddr,
  StrandInterface as Strand,
  Translation,
  type Context,
  type MemoryFault,
  type Page,
} from "@respin/core";
import { Protection, RespinError } from "@respin/hardware";
import { functional, implement, type Waiting } from "@respin/linker";
import { MachTask, type TaskSettings } from "@respin/mach-task";
import { failures, inMemory, MemoryObject } from "./memory-object.js";
import { isProtection, Task, type Touched } from "./task.js";

const objectsMax = 1024;
const noWords = new Int32Array(0);

let settings: TaskSettings | undefined;
const tasks = new Map<Context, Task>();
/** Memory objects with a pager. */
const objects = new Map<number, MemoryObject>();
let lastObject = 0;

export const extension = implement(MachTask, {
  Start: (given) => {
    if (settings !== undefined) {
      throw new RespinError("RSP_STARTED", "MachTask.Start: it has a client's frames already; load another one");
    }
    settings = given;
  },
  Create: () => {
    const task = new Task(started("Create").pageWords);
    tasks.set(task.context, task);
    return task.context;
  },
  Terminate: (context) => {
    taskOf(context, "Terminate").terminate();
    tasks.delete(context);
  },
  Allocate: (context, pages) => {
    const { client, pageWords } = started("Allocate");
    return taskOf(context, "Allocate").map(new MemoryObject(client, pageWords, false), 0, pages);
  },
  Map: (context, object, offset, pages) => {
    check(offset, Protection.none, "Map");
    return taskOf(context, "Map").map(objectOf(object, "Map"), offset, pages);
  },
  Deallocate: (context, address) => taskOf(context, "Deallocate").deallocate(address),
  Protect: (context, address, pages, protection) => taskOf(context, "Protect").protect(address, pages, protection),
  TakeFailure: (strand) => {
    const failure = failures.get(strand);
    failures.delete(strand);
    return failure;
  },
  Object: () => {
    const { client, pageWords } = started("Object");
    if (objects.size >= objectsMax) throw noObject("Object", `there are ${objectsMax}; destroy some`);
    objects.set(++lastObject, new MemoryObject(client, pageWords, true));
    return lastObject;
  },
  *Receive(object) {
    return yield* objectOf(object, "Receive").receive();
  },
  *Supply(object, page, words, allowed) {
    check(page, allowed, "Supply");
    yield* objectOf(object, "Supply").supply(page, words, allowed);
  },
  Lock: (object, page, allowed, giveBack, flush) => {
    check(page, allowed, "Lock");
    objectOf(object, "Lock").lock(page, allowed, giveBack, flush);
  },
  Destroy: (object) => {
    objectOf(object, "Destroy").destroy();
    objects.delete(object);
  },
});

/** Throws RSP_NOT_STARTED. */
function started(procedure: string): TaskSettings {
  if (settings !== undefined) return settings;
  throw new RespinError("RSP_NOT_STARTED", `MachTask.${procedure}: it has no frames; call MachTask.Start first`);
}

/** Throws RSP_TASK_UNKNOWN. */
function taskOf(context: Context, procedure: string): Task {
  const task = tasks.get(context);
  if (task !== undefined) return task;
  throw new RespinError(
    "RSP_TASK_UNKNOWN",
    `MachTask.${procedure}: this is no task of it; give one that Create returned and that is not terminated`,
  );
}

/** Throws RSP_MEMORY_OBJECT. */
function objectOf(number: number, procedure: string): MemoryObject {
  const object = objects.get(number);
  if (object !== undefined) return object;
  throw noObject(procedure, "there is no memory object of that number; use what MachTask.Object returned");
}

/** Throws RSP_MEMORY_OBJECT for what is no page of an object, or no protection. */
function check(page: number, allowed: number, procedure: string): void {
  if (Number.isSafeInteger(page) && page >= 0 && isProtection(allowed)) return;
  throw noObject(procedure, "that is no page, or no protection; count pages from 0, and give none, read or readWrite");
}

function noObject(procedure: string, says: string): RespinError {
  return new RespinError("RSP_MEMORY_OBJECT", `MachTask.${procedure}: ${says}`);
}

function touchedBy(fault: MemoryFault): Touched | undefined {
  return tasks.get(fault.context)?.touched(fault);
}

/** An access that the task is allowed, to a page that is not there, or that its pager has locked. */
function onFault(fault: MemoryFault): void {
  const touched = touchedBy(fault);
  if (touched === undefined) return;
  const { object, mapping, page } = touched;
  const { strand, write } = fault;
  const access = write ? Protection.readWrite : Protection.read;
  if (object.mapped(mapping, page, access)) return;
  const index = mapping.offset + page;
  if (object.hasPager) {
    if (!object.ask(index, access, strand)) return;
  } else if (object.await(index, strand)) Strand.Start("zero fill", zeroFilled(object, index));
  Strand.Block(strand);
}

function* zeroFilled(object: MemoryObject, index: number): Waiting {
  try {
    yield* object.supply(index, noWords, Protection.readWrite);
  } catch {
    // Who waits for the page is told.
  }
}

const isAllowed = functional(
  (fault: MemoryFault) => !failures.has(fault.strand) && touchedBy(fault)?.object.isDestroyed === false,
);

Dispatcher.Install(Translation.PageNotPresent, onFault, { guards: [isAllowed], order: "first", cancel: true });
Dispatcher.Install(Translation.ProtectionFault, onFault, { guards: [isAllowed], order: "first", cancel: true });
Dispatcher.Install(PhysAddr.Repossess, (page: Page) => {
  const known = inMemory.get(page);
  known?.object.taken(known.index, page);
});
