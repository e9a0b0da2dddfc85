import { RespinError } from "@respin/hardware";
import type { Client, Waiting } from "@respin/linker";
import type { Volume, VolumeFile } from "../interfaces.js";
import type { Inside } from "./inside.js";

/**
 * The Volume interface for one extension: it reads and writes blocks of the files that it has looked up, and looks up those
 * that it may. Whatever it began is finished before its end is told.
 */
export function volumeFor(
  inside: Inside,
  volume: Client<typeof Volume>,
  files: readonly string[] | undefined,
): Client<typeof Volume> {
  const extents = new Map<VolumeFile, { readonly firstBlock: number; readonly pages: number }>();
  const { importer } = inside;
  const own = <Result>(work: Waiting<Result>): Waiting<Result> => inside.inKernel(work);
  const check = (block: number, procedure: string): void => {
    // What is no number may be another one when it is looked at again.
    for (const { firstBlock, pages } of typeof block === "number" ? extents.values() : []) {
      if (block >= firstBlock && block < firstBlock + pages) return;
    }
    throw new RespinError(
      "RSP_VOLUME_BLOCK",
      `${procedure}: the block is of no file that ${importer.name} has looked up; look the file up first`,
    );
  };
  return {
    *Lookup(name) {
      if (typeof name !== "string" || files?.includes(name) === false) {
        throw new RespinError(
          "RSP_FILE_REFUSED",
          `Volume.Lookup: ${importer.name} works for no file of that name; name it when the extension is loaded`,
        );
      }
      const found = yield* own(volume.Lookup(name));
      extents.set(found.file, found);
      return found;
    },
    *Read(block, page) {
      check(block, "Volume.Read");
      yield* own(volume.Read(block, page));
    },
    *Write(block, page) {
      check(block, "Volume.Write");
      yield* own(volume.Write(block, page));
    },
    Resize: (file, size) => own(volume.Resize(file, size)),
    Remove: (file) => own(volume.Remove(file)),
    Commit: (file) => own(volume.Commit(file)),
  };
}

/** The Volume interface for one of the kernel's own drivers: all of it. Whatever it began is finished before its end is told. */
export function wholeVolumeFor(inside: Inside, volume: Client<typeof Volume>): Client<typeof Volume> {
  const own = <Result>(work: Waiting<Result>): Waiting<Result> => inside.inKernel(work);
  return {
    Lookup: (name) => own(volume.Lookup(name)),
    Read: (block, page) => own(volume.Read(block, page)),
    Write: (block, page) => own(volume.Write(block, page)),
    Resize: (file, size) => own(volume.Resize(file, size)),
    Remove: (file) => own(volume.Remove(file)),
    Commit: (file) => own(volume.Commit(file)),
  };
}
