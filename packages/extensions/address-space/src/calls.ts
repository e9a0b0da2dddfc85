/** The system calls of a space, for what its program asks of it by itself. */
export const spaceCalls = {
  /** (pages): move the end of the data. Returns the address where it was. */
  grow: 1,
  /** (pages): fresh pages. Returns their address. */
  map: 2,
  /** (address, pages): give them back. */
  unmap: 3,
} as const;
