import { harden } from "../confine/realm.js";
import type { Events } from "../events.js";
import { declarationOf, type Client, type Interface, type Procedures } from "../interface/interface.js";
import type { Exported, Importer, Link } from "./links.js";
import type { Procedure } from "./program.js";
import { waits } from "./shapes.js";
import { withFrozenGenerators } from "./waiting.js";

/**
 * Procedures as events, which are the same for every importer; those that have to know whom they work for, each importer
 * gets of its own, in the place of the event.
 */
export function exportEvents<P extends Procedures>(
  declared: Interface<P>,
  events: Events<Interface<P>>,
  ownFor?: (importer: Importer) => Partial<Client<Interface<P>>>,
): Exported {
  const { name, fingerprint, shapes } = declarationOf(declared);
  const links = events as Readonly<Record<string, Link>>;
  if (ownFor === undefined) return sameForAll(name, fingerprint, shapes, links);
  const linksFor = (importer: Importer): Readonly<Record<string, Link>> =>
    Object.freeze({ ...links, ...linksOfAll(ownFor(importer), shapes) });
  return Object.freeze({ name, fingerprint, shapes, linksFor });
}

/** An interface of which each importer gets an implementation of its own, which knows whom it works for. */
export function exportForEach<P extends Procedures>(
  declared: Interface<P>,
  implementationFor: (importer: Importer) => Client<Interface<P>>,
): Exported {
  const { name, fingerprint, shapes } = declarationOf(declared);
  return Object.freeze({
    name,
    fingerprint,
    shapes,
    linksFor: (importer: Importer) => linksOfAll(implementationFor(importer), shapes),
  });
}

function linksOfAll(implementation: object, shapes: Readonly<Record<string, string>>): Readonly<Record<string, Link>> {
  const procedures = Object.entries(implementation as Readonly<Record<string, Procedure>>);
  const links = procedures.map(([each, raise]) => [each, linkTo(raise, shapes[each])] as const);
  return Object.freeze(Object.fromEntries(links));
}

function linkTo(procedure: Procedure, shape: string): Link {
  return harden({ raise: waits(shape) ? withFrozenGenerators(procedure) : procedure });
}

/** An interface whose links are the same for every importer. */
export function sameForAll(
  name: string,
  fingerprint: string,
  shapes: Readonly<Record<string, string>>,
  links: Readonly<Record<string, Link>>,
): Exported {
  return Object.freeze({ name, fingerprint, shapes, linksFor: () => links });
}
