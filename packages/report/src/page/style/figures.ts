import { html } from "../html.js";

/** Plots, bars and the figures of the summary. */
export const FIGURES = html`<style>
  .figures {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr));
    gap: 0.75rem;
    margin: 1rem 0;
  }
  .figures div {
    background: var(--band);
    border-left: 4px solid var(--line);
    padding: 0.6rem 0.9rem;
  }
  .figures dt {
    font-size: 0.85rem;
    color: var(--quiet);
  }
  .figures dd {
    margin: 0;
    font-size: 1.15rem;
    font-weight: 600;
  }
  .figures small {
    display: block;
    font-weight: 400;
  }
  .figures .holds {
    border-color: var(--good);
  }
  .figures .fails {
    border-color: var(--bad);
  }
  .figures .fails dd {
    color: var(--bad);
  }
  figure {
    margin: 1.5rem 0;
  }
  figure svg {
    display: block;
    width: 100%;
    min-width: 34rem;
    max-width: 46rem;
    height: auto;
    border: 1px solid var(--line);
  }
  figcaption {
    font-size: 0.9rem;
    color: var(--quiet);
    margin: 0.35rem 0;
  }
  .legend {
    list-style: none;
    margin: 0.5rem 0;
    padding: 0;
    display: flex;
    flex-wrap: wrap;
    gap: 0.15rem 1rem;
    font-size: 0.9rem;
  }
  .legend svg {
    width: 0.8rem;
    height: 0.8rem;
    margin-right: 0.35rem;
    vertical-align: -0.05rem;
  }
  .bars {
    max-width: 56rem;
  }
  .bars p {
    margin: 0.75rem 0 0.15rem;
    font-size: 0.9rem;
  }
  .bar {
    display: grid;
    grid-template-columns: 7rem minmax(0, 1fr) 8.5rem;
    gap: 0.6rem;
    align-items: center;
    font-size: 0.875rem;
    margin: 0.15rem 0;
  }
  .bar b {
    font-weight: 400;
  }
  .bar svg {
    width: 100%;
    height: 1.1rem;
  }
  .bar span {
    font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  }
  .bar rect,
  .legend rect {
    stroke: var(--ground);
    stroke-width: 1;
    vector-effect: non-scaling-stroke;
  }
  .k0 {
    fill: var(--s0);
  }
  .k1 {
    fill: var(--s1);
  }
  .k2 {
    fill: var(--s2);
  }
  .k3 {
    fill: var(--s3);
  }
  .k4 {
    fill: var(--s4);
  }
  .k5 {
    fill: var(--s5);
  }
  .k6 {
    fill: var(--s6);
  }
  .k7 {
    fill: var(--s7);
  }
  @media (max-width: 40rem) {
    .bar {
      grid-template-columns: minmax(0, 1fr) minmax(0, auto);
      gap: 0.1rem 0.6rem;
    }
    .bar svg {
      grid-row: 2;
      grid-column: 1/-1;
    }
  }
</style>`;
