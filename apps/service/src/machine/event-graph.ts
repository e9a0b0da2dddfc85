import type { System } from "@respin/systems";

/** An event, with the handlers that are installed on it now, in the order in which they run. */
export interface EventNode {
  readonly name: string;
  readonly handlers: readonly { readonly name: string; readonly module: string }[];
}

/** The events of the core services. Looking takes no modelled time. */
export function eventGraph({ kernel }: System): readonly EventNode[] {
  const { console, strands, storage, addresses, translation, trap, dispatcher } = kernel;
  const services = [strands, trap, translation, storage, addresses, console];
  return services
    .flatMap(({ events }) => Object.values(events))
    .map((event) => ({
      name: event.name,
      handlers: dispatcher.handlers(event).map(({ name, module }) => ({ name, module })),
    }));
}
