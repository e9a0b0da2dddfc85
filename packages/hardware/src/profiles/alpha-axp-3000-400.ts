import type { MachineProfile } from "../machine.js";

/** Cycles of a 133 MHz clock in a time given in microseconds. */
const us = (microseconds: number): number => Math.round(microseconds * 133);

/**
 * The DEC Alpha AXP 3000/400 of the SOSP'95 measurements: 133 MHz 21064, 64 MB, an HP C2247-300 disk of 1 GB.
 *
 * What the papers state is `stated`; what nobody published is `assumed`, with the reason. Hardware costs are the same
 * under all three systems, so no difference between systems hangs on one of them alone.
 */
export const alphaAxp3000400: MachineProfile = {
  name: "alpha-axp-3000-400",
  source: "SOSP'95, section 5: DEC Alpha AXP 3000/400, 133 MHz, 64 MB, 512 KB cache, HP C2247-300 disk",
  clockMhz: 133,
  frameBytes: 8192,
  frames: 8192,
  mmu: { tlbEntries: 32 },
  disk: {
    name: "hp-c2247-300",
    source:
      "1 GB (SOSP'95, section 5); 5400 revolutions a minute, 2.5 ms to the next cylinder and 10 ms on average are the class of the drive (assumed); the zones are taken as one track of 80 sectors, which gives the stated capacity with 13 heads and 1981 cylinders",
    sectorBytes: 512,
    sectorsPerTrack: 80,
    heads: 13,
    cylinders: 1981,
    revolutionCycles: us(11_111),
    seekMinCycles: us(2_500),
    seekAverageCycles: us(10_000),
    commandCycles: us(500),
    busSectorCycles: us(51),
    readAheadSectors: 512,
  },
  costs: {
    "tlb.miss": {
      cycles: 30,
      unit: "miss",
      group: "memory",
      origin: "assumed",
      source: "the 21064 fills its buffer in PALcode: a trap of a few cycles and a walk of about twenty instructions",
    },
    "memory.access": {
      cycles: 2,
      unit: "word",
      group: "compute",
      origin: "assumed",
      source: "a load or store that hits the cache, and the instruction that uses it",
    },
    operation: {
      cycles: 1,
      unit: "operation",
      group: "compute",
      origin: "assumed",
      source:
        "an operation that the compiler counts is about an instruction, and the 21064 issues at most two in a cycle; loads that miss its cache and branches that it does not foresee use up the rest",
    },
    "copy.quadword": {
      cycles: 16,
      unit: "8 bytes",
      group: "copying",
      origin: "stated",
      source:
        "UW-CSE-96-11-01 (Dion): read of 1 KB warm is 22 us above getpid on Digital UNIX, of which a copy of 128 quadwords at 16 cycles is 15.4 us and the file system's path the rest; about 66 MB/s",
    },
    "zero.quadword": {
      cycles: 8,
      unit: "8 bytes",
      group: "memory",
      origin: "assumed",
      source: "half of a copy: stores without loads",
    },
    "trap.enter": {
      cycles: 130,
      unit: "trap",
      group: "crossing",
      origin: "assumed",
      source:
        "with trap.exit 1.8 us, below the whole getpid of 2 us on the same hardware (UW-CSE-96-11-01); what else a call costs is the system's own path",
    },
    "trap.exit": {
      cycles: 110,
      unit: "trap",
      group: "crossing",
      origin: "assumed",
      source: "see trap.enter",
    },
    "space.switch": {
      cycles: 150,
      unit: "switch",
      group: "crossing",
      origin: "assumed",
      source: "the address-space number and page-table base are loaded; numbered spaces flush nothing",
    },
    "disk.start": {
      cycles: us(20),
      unit: "request",
      group: "disk",
      origin: "assumed",
      source:
        "the driver's path to start a request, about 2000 instructions; the three systems share the vendor's drivers (SOSP'95, section 5)",
    },
    "disk.interrupt": {
      cycles: us(20),
      unit: "request",
      group: "disk",
      origin: "assumed",
      source: "the completion interrupt and the driver's path, as disk.start",
    },
    "disk.wait": {
      cycles: 1,
      unit: "cycle",
      group: "disk",
      origin: "hardware",
      source:
        "the processor is idle until the drive completes a request: seek, rotation and transfer of the disk profile",
    },
  },
};
