import * as fc from "fast-check";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { plain, reportMarkdown, reportPage } from "./index.js";
import { HOSTILE, reportOf } from "./testing/reports.js";

/** Words that a document may bring: anything, what is known to hurt, and what is made of the pieces of it. */
const pieces = [
  "<",
  ">",
  "&",
  '"',
  "'",
  "`",
  "|",
  "\\",
  "\n",
  "](",
  "[",
  "*",
  "_",
  "#1",
  "@a",
  "://",
  "www.",
  "</p>",
  "<!--",
  " ",
  "a",
];
const words = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join("")),
);

/** What the browser sees of a page but its text: elements, and the names of their attributes. */
function skeleton(page: string): string[] {
  const { document } = parseHTML(page);
  // A plot's words are wrapped: how many lines they take depends on them.
  return [...document.querySelectorAll("*:not(svg > text)")].map((element) => {
    const names = [...element.attributes].map(({ name }) => name);
    return `${element.tagName} ${names.toSorted().join(" ")}`;
  });
}

const benign = skeleton(await reportPage(reportOf("word")));

test("whatever a document says, the page has the same elements with the same attributes", async () => {
  await fc.assert(
    fc.asyncProperty(words, async (text) => {
      expect(skeleton(await reportPage(reportOf(text)))).toEqual(benign);
    }),
    { numRuns: 40 },
  );
});

test("whatever a document says is on the page, as text", async () => {
  await fc.assert(
    fc.asyncProperty(words, async (text) => {
      const { document } = parseHTML(await reportPage(reportOf(text)));
      const shown = document.body.textContent.replace(/\s+/g, " ");
      const expected = plain(text)
        .replace(/[\u202a-\u202e\u2066-\u2069]/g, "\ufffd")
        .replace(/\s+/g, " ");
      expect(shown).toContain(`${expected} w`.replace(/\s+/g, " ").trimStart());
    }),
    { numRuns: 25 },
  );
});

test("a link of the page leads within the page, and nothing is fetched, whatever a document says", async () => {
  for (const text of HOSTILE) {
    const page = await reportPage(reportOf(text));
    const { document } = parseHTML(page);
    for (const link of document.querySelectorAll("a")) {
      const target = link.getAttribute("href") ?? "";
      expect(target).toMatch(/^#[\w-]+$/);
      expect(document.getElementById(target.slice(1)), target).not.toBeNull();
    }
    expect(
      document.querySelectorAll("script, img, iframe, object, embed, link, [src], [srcset], [onload], [onerror]"),
    ).toHaveLength(0);
  }
});

/** The cells of a row as GitHub's scanner cuts it: a pipe ends a cell unless a backslash takes it. */
function pipes(line: string): number {
  return (line.replace(/\\[!-/:-@[-`{-~]/g, "").match(/\|/g) ?? []).length;
}

function shape(markdown: string): string[] {
  return markdown.split("\n").map((line) => `${/^(#+ |- |\| |<\/?details>)?/.exec(line)?.[0] ?? ""}${pipes(line)}`);
}

const shapeOfBenign = shape(reportMarkdown(reportOf("word")));

test("whatever a document says, the Markdown has the same lines and the same columns", () => {
  fc.assert(
    fc.property(words, (text) => {
      expect(shape(reportMarkdown(reportOf(text)))).toEqual(shapeOfBenign);
    }),
    { numRuns: 300 },
  );
});

test("the Markdown makes no tag, link, mention or reference out of a document's words", () => {
  fc.assert(
    fc.property(words, (text) => {
      const own = /<details><summary>|<\/summary>|<\/details>/g;
      // What stands between backticks is no markup, and a backslash takes what follows it.
      const rest = reportMarkdown(reportOf(text))
        .split("\n")
        .map((line) => line.replace(/\\[^\w\s]|(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, ""))
        .join("\n")
        .replace(own, "");
      expect(rest).not.toMatch(/[<>`]|\]\(|@\w|:\/\/|www\.|#\d|&(?!amp;)/i);
    }),
    { numRuns: 300 },
  );
});
