import { html } from "../html.js";

/** Tables, which scroll by themselves. Numbers are of one width, so that padding in characters aligns them on the decimal point. */
export const TABLES = html`<style>
  p,
  ul,
  figcaption {
    max-width: 48rem;
  }
  .scroll {
    overflow-x: auto;
    container-type: inline-size;
    margin: 1rem 0 0.35rem;
    max-width: 100%;
    -webkit-overflow-scrolling: touch;
  }
  table {
    overflow-wrap: normal;
    border-collapse: collapse;
    font-size: 0.875rem;
    line-height: 1.35;
  }
  caption {
    text-align: left;
    padding: 0 0 0.35rem;
    font-weight: 600;
    font-size: 1rem;
  }
  caption span {
    position: sticky;
    left: 0;
    display: inline-block;
    max-width: 100cqi;
  }
  caption small {
    display: block;
    font-weight: 400;
  }
  th,
  td {
    padding: 0.22rem 0.6rem;
    vertical-align: top;
    border-bottom: 1px solid var(--line);
    text-align: right;
  }
  thead th,
  thead td {
    border-bottom: 2px solid var(--quiet);
    vertical-align: bottom;
    font-weight: 600;
  }
  thead th {
    min-width: 3.2rem;
  }
  td {
    font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
    white-space: nowrap;
  }
  th[scope="row"],
  th[scope="rowgroup"] {
    text-align: left;
    font-weight: 400;
    min-width: min(9rem, 28cqi);
    max-width: min(26rem, 46cqi);
  }
  th[scope="row"]:first-child,
  th[scope="rowgroup"] {
    position: sticky;
    left: 0;
    background: var(--ground);
    z-index: 1;
  }
  th small {
    display: block;
  }
  td.s,
  td.w,
  td.u,
  th.u {
    font-family: inherit;
  }
  th[scope="row"],
  th[scope="rowgroup"],
  td.w,
  td.u {
    overflow-wrap: anywhere;
  }
  td.s {
    text-align: left;
  }
  td.w {
    white-space: normal;
    min-width: 4.5rem;
    max-width: 18rem;
  }
  .id {
    text-align: left;
    font-size: 0.8rem;
    color: var(--quiet);
  }
  td.u,
  th.u {
    text-align: left;
  }
  td.u {
    white-space: normal;
    min-width: 2.5rem;
    max-width: 34rem;
  }
  .claims td.u,
  .costs td:last-child {
    min-width: 16rem;
  }
  .claims th[scope="row"] {
    min-width: min(24rem, 58cqi);
    max-width: min(38rem, 58cqi);
  }
  .manifest td.u {
    overflow-wrap: anywhere;
    font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  }
  .manifest th[scope="row"] {
    min-width: 8rem;
  }
  .p1 {
    padding-right: calc(0.6rem + 1ch);
  }
  .p2 {
    padding-right: calc(0.6rem + 2ch);
  }
  .p3 {
    padding-right: calc(0.6rem + 3ch);
  }
  .p4 {
    padding-right: calc(0.6rem + 4ch);
  }
  .p5 {
    padding-right: calc(0.6rem + 5ch);
  }
  .p6 {
    padding-right: calc(0.6rem + 6ch);
  }
  .p7 {
    padding-right: calc(0.6rem + 7ch);
  }
  .p8 {
    padding-right: calc(0.6rem + 8ch);
  }
  .p9 {
    padding-right: calc(0.6rem + 9ch);
  }
  .best {
    position: relative;
    font-weight: 700;
    color: var(--good);
  }
  .best i {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .holds .state {
    color: var(--good);
  }
  .fails .state {
    color: var(--bad);
    font-weight: 700;
  }
  .fails th[scope="row"] {
    background: var(--badground);
  }
  .open td,
  .open th[scope="row"] {
    color: var(--quiet);
  }
  .notes {
    margin: 0.25rem 0 1.25rem;
    padding-left: 1.1rem;
    font-size: 0.9rem;
    color: var(--quiet);
  }
  .told .notes {
    color: inherit;
    margin: 0.25rem 0;
  }
  details[open] {
    padding-bottom: 0.75rem;
  }
</style>`;
