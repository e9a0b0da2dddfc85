/** The system calls of cross-address-space calls, by number. Ports are named by whole numbers that both sides agree on. */
export const ipcCalls = {
  /** (port, argument): call, and wait for what the server of the port answers. */
  send: 1,
  /** (port): the next argument that somebody calls the port with. */
  receive: 2,
  /** (port, result): answer the call that was received last, and wait for the next. */
  replyAndReceive: 3,
} as const;
