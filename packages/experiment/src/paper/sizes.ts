/** What SOSP'95 prints in Table 1: the parts of SPIN's kernel. Lines exclude comments; sizes in bytes, shares in percent. */
export const sizesTable1 = [
  { component: "sys", lines: 1646, linesShare: 2.5, text: 42_182, textShare: 5.2, data: 22_397 },
  { component: "core", lines: 10_866, linesShare: 16.5, text: 170_380, textShare: 21, data: 89_586 },
  { component: "rt", lines: 14_216, linesShare: 21.7, text: 176_171, textShare: 21.8, data: 104_738 },
  { component: "lib", lines: 1234, linesShare: 1.9, text: 10_752, textShare: 1.3, data: 3294 },
  { component: "sal", lines: 37_690, linesShare: 57.4, text: 411_065, textShare: 50.7, data: 227_259 },
] as const;

export type SizesComponent = (typeof sizesTable1)[number]["component"];

/** The sums of Table 1, as it prints them. */
export const sizesTable1Total = { lines: 65_652, text: 810_550, data: 447_274 } as const;

/** What SOSP'95 prints in Table 7: extensions of SPIN's. */
export const sizesTable7 = [
  { extension: "NULL syscall", lines: 19, text: 96, data: 656 },
  { extension: "IPC", lines: 127, text: 1344, data: 1568 },
  { extension: "CThreads", lines: 219, text: 2480, data: 1792 },
  { extension: "DEC OSF/1 threads", lines: 305, text: 2304, data: 3488 },
  { extension: "VM workload", lines: 263, text: 5712, data: 1472 },
  { extension: "IP", lines: 744, text: 19_008, data: 13_088 },
  { extension: "UDP", lines: 1046, text: 23_968, data: 16_704 },
  { extension: "TCP", lines: 5077, text: 69_040, data: 9840 },
  { extension: "HTTP", lines: 392, text: 5712, data: 4176 },
  { extension: "TCP Forward", lines: 187, text: 4592, data: 2080 },
  { extension: "UDP Forward", lines: 138, text: 4592, data: 2144 },
  { extension: "Video Client", lines: 95, text: 2736, data: 1952 },
  { extension: "Video Server", lines: 304, text: 9228, data: 3312 },
] as const;

/** Interfaces that a typical extension of the paper's imports: about a dozen, it says beside Table 7. */
export const typicalImports = 12;
