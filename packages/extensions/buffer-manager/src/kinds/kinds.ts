import { PageKind, pageKinds } from "../policy/policy.js";
import { sqlitePageKind, type ReadWords } from "./sqlite-page.js";

/**
 * What the pages of a file hold: all the same, or one kind for each page, a byte each, or what an SQLite database says on
 * the page itself.
 */
export type FileKinds = PageKind | Uint8Array | "sqlite";

/** What the pages of an application's files hold, as data. Of a file that is not named, and of pages beyond the bytes: any. */
export type KindsChoice = readonly {
  readonly file: string;
  readonly kinds: FileKinds;
}[];

/** How the contents of a page are looked at. */
export interface PageContents {
  readonly words: number;
  readonly read: ReadWords;
}

/** What is said of a file. */
export function kindsOf(choice: KindsChoice | undefined, file: string): FileKinds {
  return choice?.find((each) => each.file === file)?.kinds ?? PageKind.any;
}

/** What a page holds, counted from 0. A new page has no contents: it holds nothing yet. */
export function kindOfPage(kinds: FileKinds, page: number, contents: PageContents | undefined): PageKind {
  if (typeof kinds === "number") return kinds;
  if (kinds !== "sqlite") return pageKinds[kinds[page]] ?? PageKind.any;
  return contents === undefined ? PageKind.any : sqlitePageKind(page + 1, contents.words, contents.read);
}
