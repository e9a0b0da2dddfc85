/** What a reader has to tell apart on the page as it is now, in the colours that the browser uses. For tests. */

export interface Contrast {
  readonly what: string;
  readonly ratio: number;
  /** What WCAG 2.2 AA asks for: 4.5 for text, 3 for lines and marks. */
  readonly wanted: number;
}

/** The contrast of every visible text with what is behind it, and of every mark and line with the panel. */
export function contrasts(): readonly Contrast[] {
  return [...texts(), ...marks()];
}

function texts(): readonly Contrast[] {
  const found: Contrast[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node.textContent?.trim() ?? "";
    const parent = node.parentElement;
    if (text === "" || parent === null || parent.closest(".unseen, noscript, title") !== null) continue;
    if (!parent.checkVisibility()) continue;
    const style = getComputedStyle(parent);
    const isDrawn = parent instanceof SVGElement;
    const colour = parse(isDrawn ? style.fill : style.color);
    const behind = isDrawn ? fillBehind(parent) : backgroundOf(parent);
    found.push({ what: `${parent.tagName} "${text.slice(0, 40)}"`, ratio: ratioOf(colour, behind), wanted: 4.5 });
  }
  return found;
}

function marks(): readonly Contrast[] {
  const found: Contrast[] = [];
  const add = (element: Element, what: string, colour: string) => {
    found.push({ what, ratio: ratioOf(parse(colour), backgroundOf(element)), wanted: 3 });
  };
  for (const swatch of document.querySelectorAll(".swatch")) {
    add(swatch, swatch.className, getComputedStyle(swatch).borderTopColor);
  }
  for (const mark of document.querySelectorAll(".mark")) {
    if (mark.parentElement !== null) add(mark.parentElement, "mark", getComputedStyle(mark).borderTopColor);
  }
  for (const control of document.querySelectorAll("button, input[type=search]")) {
    if (control.parentElement !== null) add(control.parentElement, "control", getComputedStyle(control).borderTopColor);
  }
  for (const edge of document.querySelectorAll("#graph .edge, #graph rect:not(.heat)")) {
    const frame = edge.closest("div");
    if (frame !== null) add(frame, "edge", getComputedStyle(edge).stroke);
  }
  return found;
}

/** A text of the graph stands on the box of its own group. */
function fillBehind(text: SVGElement): Colour {
  const box = text.parentElement?.querySelector("rect:not(.heat)");
  return box instanceof SVGElement ? parse(getComputedStyle(box).fill) : backgroundOf(text);
}

function backgroundOf(element: Element): Colour {
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (!/^rgba\(.*, 0\)$/.test(colour)) return parse(colour);
  }
  return parse("rgb(255, 255, 255)");
}

type Colour = readonly [red: number, green: number, blue: number];

function parse(text: string): Colour {
  const parts = /^rgba?\((\d+), (\d+), (\d+)(?:, 1)?\)$/.exec(text);
  if (parts === null) throw new Error(`a colour that is not opaque: ${text}`);
  return [Number(parts[1]), Number(parts[2]), Number(parts[3])];
}

function luminance([red, green, blue]: Colour): number {
  const linear = (part: number) => (part <= 10.3 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function ratioOf(one: Colour, other: Colour): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}
