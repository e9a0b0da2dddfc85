import type { Body } from "./package.js";

/** A program's text, as far as threads are concerned: what runs at an address is told by a number. */
export class Bodies {
  readonly #bodies = new Map<number, Body>();
  #count = 0;

  /** The number by which a thread's body is found. */
  add(body: Body): number {
    this.#bodies.set(++this.#count, body);
    return this.#count;
  }

  /** The body of that number, once. */
  take(number: number): Body {
    const body = this.#bodies.get(number);
    this.#bodies.delete(number);
    return body ?? nothing;
  }
}

function* nothing(): ReturnType<Body> {}
