import type { Dispatcher } from "@respin/dispatcher";
import { invariant } from "@respin/hardware";
import type { Importer } from "@respin/linker";
import type { Strands } from "../strand.js";
import { Holder } from "../strands/holder.js";
import type { GrantedFrames, Loaded } from "./loaded.js";

/** Who schedules strands, of all extensions: one for an extension and whatever takes its place. */
export class HoldersOfExtensions {
  readonly #strands: Strands;
  readonly #dispatcher: Dispatcher;
  readonly #holders = new WeakMap<GrantedFrames, Holder>();
  readonly #known = new WeakSet<Importer>();

  constructor(strands: Strands, dispatcher: Dispatcher) {
    this.#strands = strands;
    this.#dispatcher = dispatcher;
  }

  /** The holder for an importer. At its end, unless something has taken its place, what it made and held ends or is given back. */
  of(importer: Importer, loaded: Loaded | undefined): Holder {
    invariant(loaded !== undefined, "who is linked is loaded");
    const { granted } = loaded;
    let holder = this.#holders.get(granted);
    if (holder === undefined) {
      holder = new Holder(importer.name, granted.grant.contexts ?? [], this.#strands.spaces);
      this.#holders.set(granted, holder);
    }
    if (!this.#known.has(importer)) {
      this.#known.add(importer);
      this.#strands.holders.set(this.#dispatcher.requester(importer.module), holder);
      const known = holder;
      holder.whenUsed(() => this.#endWith(loaded, known));
    }
    return holder;
  }

  #endWith(loaded: Loaded, holder: Holder): void {
    const { granted, importer } = loaded;
    if (importer.account.closed) return;
    const isHolder = (): boolean => granted.holder === loaded || granted.holder === undefined;
    importer.account.add("processors", {
      count: () => (isHolder() ? holder.processors.size : 0),
      release: () => {
        if (!isHolder()) return;
        this.#strands.stacking.release(holder);
        for (const strand of holder.made) {
          this.#strands.stacking.unstack(strand);
          if (strand.isForOnce) this.#strands.end(strand);
        }
      },
    });
  }
}
