import { Dispatcher, Modules } from "@respin/dispatcher";
import { RespinError } from "@respin/hardware";
import { hardenRealm } from "../confine/realm.js";
import { Linker, type LinkerOptions } from "../domain/linker.js";

/** As much of a kernel as a linker needs. */
export interface Kernel {
  readonly dispatcher: Dispatcher;
  readonly modules: Modules;
  readonly linker: Linker;
}

/** A kernel whose extensions may import some values. `within` is what they run in. */
export function kernel(
  library: Readonly<Record<string, unknown>> = {},
  within: LinkerOptions["within"] = (_domain, work) => work(),
): Kernel {
  hardenRealm();
  const modules = new Modules();
  const dispatcher = new Dispatcher({ modules });
  const out = (): never => {
    throw new RespinError("RSP_OPERATIONS", "a test does less");
  };
  const linker = new Linker({ dispatcher, modules, counter: { left: Number.MAX_SAFE_INTEGER }, out, library, within });
  return { dispatcher, modules, linker };
}

/** The code and message of what an action throws; of what is no error of ours, what it is. */
export function thrown(action: () => unknown): { readonly code: string; readonly message: string } {
  try {
    action();
  } catch (error) {
    if (error instanceof RespinError) return { code: error.code, message: error.message };
    return { code: "another", message: String(error) };
  }
  return { code: "nothing", message: "" };
}
