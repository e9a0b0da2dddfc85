import { anything, defineInterface, procedure } from "@respin/linker";
import { Dispatcher } from "../extensions/dispatcher-interface.js";
import { PhysAddr, Strand, Translation, VirtAddr, Volume } from "../interfaces.js";
import { extensionFile } from "./extensions.js";

/** Runs what a tape of numbers says, with what it has been given and got hold of. Notes the codes of what was refused. */
export const Hostile = defineInterface("Hostile", {
  Begin: procedure([anything, anything, anything], anything),
});

/** An extension that makes any call of the kernel, with any arguments, from strands, handlers and the calls of others. */
export const hostileFile = extensionFile({
  name: "hostile",
  imports: [Dispatcher, PhysAddr, Strand, Translation, VirtAddr, Volume],
  exports: [
    [
      Hostile,
      `{
        Begin(numbers, given, notes) {
          tape = numbers; at = 0; told = notes;
          for (const name of Object.keys(given)) for (const each of given[name]) pools[name].push(each);
          install();
          for (let n = 1 + next() % 3; n > 0; n--) pools.strands.push(Strand_Start.raise("hostile", work(4)));
          for (let n = next() % 4; n > 0; n--) act();
        },
      }`,
    ],
  ],
  body: `
    let tape = [0]; let at = 0; let depth = 0;
    let told = [];
    const pools = { clients: [], pages: [], regions: [], contexts: [], strands: [], files: [], work: [], bindings: [] };
    const names = Object.keys(pools);
    const next = () => at < tape.length ? tape[at++] : (at++ * 7919) % 65536;
    const isOver = () => at > tape.length + 200;
    const one = (pool) => pool.length === 0 ? undefined : pool[next() % pool.length];
    const number = () => [0, 1, 2, 3, -1, 1.5, 2 ** 20, 2 ** 31, 0 / 0, next() % 64][next() % 10];
    const pick = (name) => next() % 16 === 0 ? [one(pools[names[next() % names.length]]), undefined, number(), {}][next() % 4] : one(pools[name]);
    const keep = (name, value) => { if (pools[name].length < 64) pools[name].push(value); return value; };
    const words = () => [new Int32Array(next() % 40), new Int32Array(2048), [], undefined][next() % 4];
    const fault = () => ({ context: pick("contexts"), address: number(), write: next() % 2 === 0, strand: pick("strands") });
    const got = (value) => {
      if (typeof value !== "object" || value === null) return;
      if ("file" in value) keep("files", value.file); else keep("pages", value);
    };
    const step = (how) => {
      const work = pick("work");
      const { done, value } = how === 0 ? work.next() : how === 1 ? work.return() : work.throw(new Error("mine"));
      if (done) got(value);
    };
    const acts = [
      () => keep("work", PhysAddr_Allocate.raise(pick("clients"))),
      () => keep("work", PhysAddr_Allocate.raise(pick("clients"))),
      () => PhysAddr_Deallocate.raise(pick("pages")),
      () => PhysAddr_Reclaim.raise(pick("pages")),
      () => PhysAddr_Repossess.raise(pick("pages")),
      () => PhysAddr_Pin.raise(pick("pages")),
      () => PhysAddr_Pin.raise(pick("pages")),
      () => PhysAddr_Unpin.raise(pick("pages")),
      () => PhysAddr_Modified.raise(pick("pages")),
      () => PhysAddr_Clean.raise(pick("pages")),
      () => PhysAddr_Zero.raise(pick("pages")),
      () => PhysAddr_Read.raise(pick("pages"), number(), words()),
      () => PhysAddr_Write.raise(pick("pages"), number(), words()),
      () => keep("regions", VirtAddr_Allocate.raise(pick("contexts"), [number(), 2, 3][next() % 3])),
      () => VirtAddr_Deallocate.raise(pick("regions")),
      () => VirtAddr_Extent.raise(pick("regions")),
      () => keep("contexts", Translation_Create.raise()),
      () => Translation_Destroy.raise(pick("contexts")),
      () => Translation_AddMapping.raise(pick("regions"), number(), pick("pages"), number()),
      () => Translation_AddMapping.raise(pick("regions"), next() % 2, pick("pages"), [2, 6][next() % 2]),
      () => Translation_RemoveMapping.raise(pick("regions"), number()),
      () => Translation_ExamineMapping.raise(pick("regions"), number()),
      () => Translation_PageNotPresent.raise(fault()),
      () => Translation_BadAddress.raise(fault()),
      () => Translation_ProtectionFault.raise(fault()),
      () => Strand_Block.raise(pick("strands")),
      () => Strand_Block.raise(Strand_Current.raise()),
      () => Strand_Unblock.raise(pick("strands")),
      () => keep("strands", Strand_Current.raise()),
      () => keep("strands", Strand_Start.raise("more", next() % 2 === 0 ? work(3) : pick("work"))),
      () => keep("work", Volume_Lookup.raise(["one", "two", "none", undefined][next() % 4])),
      () => keep("work", Volume_Read.raise([number(), 16 + next() % 8, 16 + next() % 8][next() % 3], pick("pages"))),
      () => keep("work", Volume_Write.raise([number(), 16 + next() % 8, 16 + next() % 8][next() % 3], pick("pages"))),
      () => keep("work", Volume_Resize.raise(pick("files"), number())),
      () => keep("work", Volume_Remove.raise(pick("files"))),
      () => keep("work", Volume_Commit.raise(pick("files"))),
      () => Dispatcher_Uninstall.raise(pick("bindings")),
      () => install(),
      () => step(0), () => step(0), () => step(0), () => step(0), () => step(1), () => step(2),
    ];
    const act = () => {
      if (depth > 4 || isOver()) return;
      depth++;
      told.push("tried");
      try { acts[next() % acts.length](); }
      catch (error) { told.push("" + (error.code ?? error.message)); }
      depth--;
    };
    const handle = (page) => { act(); act(); return pick("pages") ?? page; };
    const install = () => {
      try {
        const event = [PhysAddr_Reclaim, PhysAddr_Repossess, Translation_PageNotPresent, Translation_BadAddress][next() % 4];
        keep("bindings", Dispatcher_Install.raise(event, handle, next() % 3 === 0 ? { mode: "asynchronous" } : {}));
      } catch (error) { told.push("" + (error.code ?? error.message)); }
    };
    function* work(turns) {
      for (let n = 0; n < turns && !isOver(); n++) {
        act();
        act();
        if (next() % 2 === 0) yield;
        if (next() % 2 === 0) {
          try { got(yield* pick("work")); }
          catch (error) { told.push("" + (error.code ?? error.message)); }
        }
      }
    }`,
});
