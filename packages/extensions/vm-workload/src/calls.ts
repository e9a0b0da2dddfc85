/** The system calls of the extension, by number: what a program may have done with its own pages, named from 0 on. */
export const vmCalls = {
  /** (first, pages, protection): change what so many pages allow. */
  protect: 1,
  /** (first, pages, protection): the same, with the timer running in the extension, around the kernel's procedure. */
  protectTimed: 2,
  /** (page): what a page allows, with the timer running likewise. */
  examineTimed: 3,
} as const;
