import type { System } from "@respin/systems";
import { ApplicationTotals, type PageCount } from "./application-totals.js";
import { readCounter, type OpenRegistry } from "./read.js";

const pageHelp: Readonly<Record<PageCount, readonly [name: string, help: string]>> = {
  references: ["respin_page_references_total", "Page references of the application that went through"],
  misses: ["respin_page_misses_total", "Page references that had to wait for the disk"],
  fresh: ["respin_page_fresh_total", "References to a page that needed no reading: new, or overwritten whole"],
  prefetches: ["respin_page_prefetches_total", "Pages read before they were wanted"],
  writes: ["respin_page_writes_total", "Pages that the application's manager wrote out"],
  evictions: ["respin_page_evictions_total", "Pages that the application's manager gave up for others"],
};

/** What a system counts anyway, as counters that are read when they are scraped. */
export function kernelCounters(registry: OpenRegistry, { kernel, crossings, applications }: System): void {
  const { machine, translation } = kernel;
  readCounter(registry, {
    name: "respin_modelled_cycles_total",
    help: "Cycles of the modelled processor spent, by the name of the cost; they add up to the machine's clock",
    labelNames: ["cost"],
    read: (value) => {
      const counts = machine.counts();
      for (const { name, cycles } of machine.costs.all) value({ cost: name }, (counts.get(name) ?? 0) * cycles);
    },
  });
  readCounter(registry, {
    name: "respin_modelled_seconds_total",
    help: "The clock of the modelled machine, in seconds since it was started",
    read: (value) => value({}, machine.microseconds(machine.cycles) / 1e6),
  });
  readCounter(registry, {
    name: "respin_faults_total",
    help: "Memory faults that were raised, by kind",
    labelNames: ["kind"],
    read: (value) => {
      value({ kind: "page_not_present" }, translation.faults.pageNotPresent);
      value({ kind: "protection" }, translation.faults.protection);
      value({ kind: "bad_address" }, translation.faults.badAddress);
    },
  });
  readCounter(registry, {
    name: "respin_crossings_total",
    help: "Boundaries between protection domains that were crossed: procedure calls, traps, and messages one way",
    labelNames: ["boundary"],
    read: (value) => {
      value({ boundary: "call" }, crossings.calls);
      value({ boundary: "trap" }, crossings.traps);
      value({ boundary: "message" }, crossings.messages);
    },
  });
  readCounter(registry, {
    name: "respin_copied_bytes_total",
    help: "Bytes that were copied over a boundary",
    read: (value) => value({}, crossings.bytesCopied),
  });
  readCounter(registry, {
    name: "respin_disk_transfers_total",
    help: "Requests that the disk has completed, each of one or more sectors",
    labelNames: ["direction"],
    read: (value) => {
      value({ direction: "read" }, machine.disk.reads);
      value({ direction: "write" }, machine.disk.writes);
    },
  });
  readCounter(registry, {
    name: "respin_extension_operations_total",
    help: "Operations that extensions' own code has counted; of those that are gone, too. After 100 names, the others are one",
    labelNames: ["extension"],
    read: (value) => {
      for (const [extension, operations] of kernel.extensionCensus?.operations ?? []) value({ extension }, operations);
    },
  });
  const totals = new ApplicationTotals(applications);
  for (const count of ["references", "misses", "fresh", "prefetches", "writes", "evictions"] as const) {
    const [name, help] = pageHelp[count];
    readCounter(registry, {
      name,
      help,
      labelNames: ["application"],
      read: (value) => {
        for (const [application, total] of totals.of(count)) value({ application }, total);
      },
    });
  }
}
