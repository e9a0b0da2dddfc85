import type { Report } from "../report.js";
import { experimentOf } from "./experiment.js";
import { html, slug, type Html } from "./html.js";
import { publishedOf } from "./published.js";
import { STYLE } from "./style/style.js";
import { summaryOf } from "./summary.js";

/** Nothing is fetched and nothing runs: the browser itself refuses what would. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * A report as one HTML page that needs nothing beside it: no script, no font, no image, no network. Same report, same
 * bytes.
 */
export async function reportPage(report: Report): Promise<string> {
  const { experiments, published } = report;
  const anchors = anchorsOf(experiments.map(({ name }) => name));
  const link = (index: number): Html =>
    html`<a href="#${anchors[index]}">${anchorText(experiments[index].name, anchors[index])}</a>`;
  const sections = await Promise.all(experiments.map((experiment, n) => experimentOf(experiment, anchors[n])));
  const contents = [
    html`<li><a href="#summary">Summary</a></li>`,
    ...experiments.map((_, n) => html`<li>${link(n)}</li>`),
    ...(published === undefined ? [] : [html`<li><a href="#published">The papers' tables</a></li>`]),
  ];
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Respin: report</title>
        ${STYLE}
      </head>
      <body>
        <a class="skip" href="#main">To the report</a>
        <header>
          <h1>Respin <small>what SPIN, a monolithic system and a microkernel cost, and why</small></h1>
        </header>
        <nav aria-label="Contents">
          <ul>
            ${contents}
          </ul>
        </nav>
        <main id="main">
          ${summaryOf(report, link)} ${sections} ${published === undefined ? undefined : publishedOf(published, link)}
          <section id="reading">
            <h2>How to read this</h2>
            <ul>
              <li>
                <b>Modelled time</b> is cycles of a machine that is a model, spent under named costs; the same run gives
                the same time on any computer.
              </li>
              <li><b>Ratios of host time</b> are of the computer that ran it, within one run, with a 95 % interval.</li>
              <li><b>Counts</b> are no time. The three are never added.</li>
              <li>
                <b>Calibrated</b> numbers are those that costs were fitted to; <b>predicted</b> ones follow from the
                fit, and alone say how good the model is.
              </li>
              <li>The <b>margin</b> of a claim is how far it is from failing; below zero it fails.</li>
              <li>* marks the best of a row. - is nothing known.</li>
            </ul>
          </section>
        </main>
      </body>
    </html> `;
  return page.toString();
}

/** An id for each name, and no two alike. */
function anchorsOf(names: readonly string[]): string[] {
  const taken = new Map<string, number>();
  return names.map((name) => {
    const base = `e-${slug(name)}`;
    const turn = (taken.get(base) ?? 0) + 1;
    taken.set(base, turn);
    return turn === 1 ? base : `${base}_${turn}`;
  });
}

/** A second result of one experiment is told from the first. */
function anchorText(name: string, anchor: string): string {
  const turn = /_(\d+)$/.exec(anchor)?.[1];
  return turn === undefined ? name : `${name}, ${turn}`;
}
