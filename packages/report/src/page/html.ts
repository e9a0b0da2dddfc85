import { plain } from "../table.js";

/**
 * Text that is markup already. `html` makes it, and `image`, of what this package drew.
 *
 * Invariant R1: whatever a document says stands on the page as text.
 *   Kept by: the class, which nothing outside of this file can make; `html`, which escapes every value that is not of it.
 *   Attacked by: escaping.properties.test.ts
 */
class Html {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

export type { Html };

/** What a template may hold: text, which is escaped, markup, which is not, several of them, or nothing. */
export type Part = string | number | Html | undefined | readonly Part[];

/**
 * Markup of a template whose values are escaped, in text and between double quotes alike. There is no way to put a value
 * anywhere else: a tag's or an attribute's name is the template's own.
 */
export function html(template: TemplateStringsArray, ...values: readonly Part[]): Html {
  const texts = compactOf(template);
  return new Html(texts.map((text, n) => (n === 0 ? text : markupOf(values[n - 1]) + text)).join(""));
}

const compacts = new WeakMap<TemplateStringsArray, readonly string[]>();

/** A template without the indentation that it has in its source. */
function compactOf(template: TemplateStringsArray): readonly string[] {
  const known = compacts.get(template);
  if (known !== undefined) return known;
  const compact = template.map((text) => text.replace(/\s*\n\s*/g, "\n"));
  compacts.set(template, compact);
  return compact;
}

/** An image that this package drew, as it is. */
export function image(svg: string): Html {
  return new Html(svg);
}

function markupOf(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Html) return part.toString();
  if (typeof part === "string" || typeof part === "number") return escape(String(part));
  return part.map(markupOf).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text that a browser shows as it is, and that cannot reorder what stands beside it. */
export function escape(text: string): string {
  return plain(text)
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, "\ufffd")
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** A part of an id or of a fragment: letters, digits and hyphens, whatever the words. */
export function slug(words: string): string {
  return words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}
