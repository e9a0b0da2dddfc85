import {
  Dispatcher,
  PhysAddr,
  StrandInterface as Strand,
  Translation,
  VirtAddr,
  Volume,
  type MemoryClient,
} from "@respin/core";
import type { Waiting } from "@respin/linker";
import type { Links } from "./paging.js";

/** The kernel as the extension is linked to it: its pool's pages are the kernel's own storage, paid for by one client. */
export function linksFor(client: MemoryClient): Links {
  return {
    backing: {
      obtain: () => PhysAddr.Allocate(client),
      release: (page) => PhysAddr.Deallocate(page),
      read: (block, page) => Volume.Read(block, page),
      write: (block, page) => Volume.Write(block, page),
      zero: (page) => PhysAddr.Zero(page),
      readWords: (page, at, into) => PhysAddr.Read(page, at, into),
      writeWords: (page, at, from) => PhysAddr.Write(page, at, from),
      modified: (page) => PhysAddr.Modified(page),
      clean: (page) => PhysAddr.Clean(page),
      pin: (page) => PhysAddr.Pin(page),
      unpin: (page) => PhysAddr.Unpin(page),
      await: waitFor,
      start: (name, body) => void Strand.Start(name, body),
    },
    volume: {
      Lookup: (name) => Volume.Lookup(name),
      Read: (block, page) => Volume.Read(block, page),
      Write: (block, page) => Volume.Write(block, page),
      Resize: (file, size) => Volume.Resize(file, size),
      Remove: (file) => Volume.Remove(file),
      Commit: (file) => Volume.Commit(file),
    },
    block: (strand) => Strand.Block(strand),
    unblock: (strand) => Strand.Unblock(strand),
    extent: (region) => VirtAddr.Extent(region),
    examine: (region, page) => Translation.ExamineMapping(region, page),
    map: (region, index, page, protection) => Translation.AddMapping(region, index, page, protection),
    install: ({ onFault, onReclaim, onRepossess }) => {
      Dispatcher.Install(Translation.PageNotPresent, onFault, { order: "first", cancel: true });
      if (onReclaim !== undefined) Dispatcher.Install(PhysAddr.Reclaim, onReclaim);
      Dispatcher.Install(PhysAddr.Repossess, onRepossess);
    },
  };
}

/** Wait until `done` is called, which may be before this strand has blocked. */
function* waitFor(begin: (done: () => void) => void): Waiting {
  const self = Strand.Current();
  const waiting = { isOver: false, isBlocked: false };
  begin(() => {
    waiting.isOver = true;
    if (waiting.isBlocked) Strand.Unblock(self);
  });
  while (!waiting.isOver) {
    waiting.isBlocked = true;
    Strand.Block(self);
    yield;
    waiting.isBlocked = false;
  }
}
