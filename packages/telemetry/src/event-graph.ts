import type { System } from "@respin/systems";
import { raiseTimesOf } from "./raise-times.js";

/** An event, who handles it in which order, and how often it was raised while raises were timed. */
export interface EventNode {
  readonly name: string;
  readonly handlers: readonly { readonly name: string; readonly module: string }[];
  readonly raises: number;
}

/** Handlers that are listed of one event. */
const handlersMax = 100;

/**
 * The events of a system that somebody handles, by name: events of one name, which extensions that were loaded twice export, are
 * one. Of very many handlers the first 100 are listed. Costs no modelled time.
 */
export function eventGraph({ kernel }: System): readonly EventNode[] {
  const times = raiseTimesOf(kernel);
  const nodes = new Map<string, { name: string; module: string }[]>();
  for (const event of kernel.dispatcher.events()) {
    const handlers = nodes.get(event.name) ?? [];
    nodes.set(event.name, handlers);
    for (const { name, module } of kernel.dispatcher.handlers(event)) {
      if (handlers.length < handlersMax) handlers.push({ name, module });
    }
  }
  return Array.from(nodes, ([name, handlers]) => ({ name, handlers, raises: times?.raises(name) ?? 0 }));
}
