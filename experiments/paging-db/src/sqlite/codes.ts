/** Results of SQLite's C interface that we give or look at; see sqlite3.h. */
export const Code = {
  ok: 0,
  error: 1,
  notFound: 12,
  full: 13,
  cannotOpen: 14,
  row: 100,
  done: 101,
  ioRead: 266,
  ioShortRead: 522,
  ioWrite: 778,
  ioSync: 1034,
  ioTruncate: 1546,
  ioSize: 1802,
  ioDelete: 2570,
  ioAccess: 3338,
  ioDeleteNoEntry: 5898,
} as const;

/** What an error of the database is about; the codes are part of the interface. */
export type SqliteErrorCode = "RSP_SQLITE" | "RSP_SQLITE_FULL" | "RSP_SQLITE_IO" | "RSP_SQLITE_CLOSED";

/**
 * A statement, an opening or a closing that failed.
 *
 * RSP_SQLITE: SQLite refused it (the message says why). RSP_SQLITE_FULL: the files have no room left.
 * RSP_SQLITE_IO: the files threw; `cause` is what they threw. RSP_SQLITE_CLOSED: used after close or finalize.
 */
export class SqliteError extends Error {
  readonly code: SqliteErrorCode;
  /** SQLite's extended result code; 0 if SQLite itself met no error. */
  readonly resultCode: number;

  constructor(code: SqliteErrorCode, resultCode: number, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "SqliteError";
    this.code = code;
    this.resultCode = resultCode;
  }
}

/** Whether files threw this because they have no room left: an error whose code is RSP_FILE_FULL. */
export const isFull = (fault: unknown): boolean =>
  fault instanceof Error && "code" in fault && fault.code === "RSP_FILE_FULL";
