import { readdirSync, statSync, type Stats } from "node:fs";
import { join } from "node:path";
import { readResult, type ResultDocument } from "@respin/experiment";
import { told } from "../told.js";

/** Documents of one folder: so many, each so large; what is more is not looked at. */
const filesMax = 500;
const bytesMax = 32 << 20;
/** Result documents lie in the folder itself, and in those of the short and of the long form. */
const below = ["quick", "full", "bench/quick", "bench/full"];

interface Read {
  /** Of the file, when it was read: one that was changed is read again. */
  readonly stamp: string;
  /** Undefined: no result document. */
  readonly document: ResultDocument | undefined;
}

/**
 * The result documents of a folder, of each experiment the newest. A file is read again when it has changed; one that is no result
 * document is told of once, and left out.
 */
export class Results {
  readonly #folder: string | undefined;
  readonly #onBroken: (file: string, message: string) => void;
  #known = new Map<string, Read>();

  constructor(folder: string | undefined, onBroken: (file: string, message: string) => void) {
    this.#folder = folder;
    this.#onBroken = onBroken;
  }

  /** Look again. Never throws: a folder that is not there has no documents. */
  async read(): Promise<readonly ResultDocument[]> {
    const files = this.#folder === undefined ? [] : filesBelow(this.#folder);
    const known = new Map<string, Read>();
    for (const { file, stamp } of files) {
      const before = this.#known.get(file);
      // One after the other: a document may be large.
      // oxlint-disable-next-line no-await-in-loop
      known.set(file, before?.stamp === stamp ? before : { stamp, document: await this.#document(file) });
    }
    this.#known = known;
    const newest = new Map<string, ResultDocument>();
    for (const { document } of known.values()) {
      if (document === undefined) continue;
      const other = newest.get(document.experiment);
      if (other === undefined || other.manifest.started < document.manifest.started) {
        newest.set(document.experiment, document);
      }
    }
    return [...newest.values()];
  }

  async #document(file: string): Promise<ResultDocument | undefined> {
    try {
      return await readResult(file);
    } catch (error) {
      const { code, message } = told(error);
      this.#onBroken(file, `${code}  ${message}`);
      return undefined;
    }
  }
}

function filesBelow(folder: string): readonly { readonly file: string; readonly stamp: string }[] {
  return ["", ...below]
    .flatMap((part) => namesIn(join(folder, part)).map((name) => join(folder, part, name)))
    .slice(0, filesMax)
    .flatMap((file) => {
      const found = statOf(file);
      if (found === undefined || !found.isFile() || found.size > bytesMax) return [];
      return [{ file, stamp: `${found.mtimeMs} ${found.size} ${found.ino}` }];
    });
}

/** Undefined: it is gone again, or a link that leads nowhere. */
function statOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".json") && !name.startsWith("."));
  } catch {
    return [];
  }
}
