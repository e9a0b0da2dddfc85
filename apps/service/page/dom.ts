/** The element with the given id. Throws if the page has none of that kind: the page and its script do not fit together. */
export function byId<T extends Element>(id: string, kind: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new TypeError(`the page has no ${kind.name} #${id}`);
  return found;
}

/** A new element. What it says is text, never HTML: names come from extensions, whom nobody has to trust. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  given: { readonly class?: string; readonly text?: string; readonly role?: string } = {},
  ...children: readonly Node[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (given.class !== undefined) element.className = given.class;
  if (given.role !== undefined) element.setAttribute("role", given.role);
  if (given.text !== undefined) element.textContent = given.text;
  element.append(...children);
  return element;
}

/** Changes a text only where it differs: what is selected stays selected, and nothing is laid out anew. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** A point in host time that a program reads as it is and a person in the short form. */
export function setTime(element: HTMLTimeElement, iso: string, text: string): void {
  if (element.dateTime !== iso) element.dateTime = iso;
  setText(element, text);
}

/**
 * Makes the children of `parent` those of `items`, in order: one that is there already is kept and updated, one that is no
 * longer wanted removed. So there are never more elements than items.
 */
export function syncChildren<T, E extends Element>(
  parent: Element,
  items: readonly T[],
  kept: Map<string, E>,
  { key, create, update }: { key(item: T): string; create(item: T): E; update(element: E, item: T): void },
): void {
  const wanted = new Map<string, T>();
  for (const item of items) {
    const name = key(item);
    let unique = name;
    for (let n = 2; wanted.has(unique); n += 1) unique = `${name} ${n}`;
    wanted.set(unique, item);
  }
  for (const [name, element] of kept) {
    if (wanted.has(name)) continue;
    element.remove();
    kept.delete(name);
  }
  let place = parent.firstElementChild;
  for (const [name, item] of wanted) {
    let element = kept.get(name);
    if (element === undefined) {
      element = create(item);
      kept.set(name, element);
    }
    update(element, item);
    if (element === place) place = place.nextElementSibling;
    else parent.insertBefore(element, place);
  }
}
