import { html } from "../html.js";

/** The page on paper: without what is there to be opened, and with what is closed and worth its room. */
export const PRINT = html`<style>
  @media print {
    @page {
      margin: 14mm;
    }
    :root {
      color-scheme: light;
      --ground: #ffffff;
      --card: #ffffff;
      --band: #f3f5f7;
      --ink: #000000;
      --quiet: #444444;
      --line: #bbbbbb;
      --link: #000000;
      --good: #000000;
      --bad: #000000;
      --badground: #ffffff;
      --s1: #0072b2;
      --s2: #d55e00;
      --s3: #009e73;
      --s4: #cc79a7;
      --s5: #e69f00;
      --s6: #56b4e9;
      --s7: #000000;
      --s0: #8a929b;
    }
    body {
      display: block;
      font-size: 9.5pt;
    }
    nav,
    .skip,
    .cells,
    .cellshead,
    .parted:not([open]),
    figure details {
      display: none;
    }
    a {
      text-decoration: none;
    }
    .scroll {
      overflow: visible;
      container-type: normal;
    }
    table {
      font-size: 6.8pt;
    }
    th,
    td {
      padding: 0.1rem 0.35rem;
    }
    th[scope="row"],
    th[scope="rowgroup"] {
      position: static;
      min-width: 0;
      max-width: 14rem;
    }
    td.w,
    td.u,
    .claims td.u,
    .costs td:last-child {
      min-width: 0;
      max-width: 16rem;
    }
    td {
      white-space: normal;
    }
    td.id {
      min-width: 0;
      max-width: 11rem;
    }
    .parts table {
      font-size: 5pt;
    }
    .parts th,
    .parts td {
      padding: 0.08rem 0.12rem;
    }
    .parts th[scope="row"] {
      max-width: 8rem;
    }
    .parts thead th {
      writing-mode: vertical-rl;
      min-width: 0;
      text-align: left;
    }
    tr,
    figure,
    .bar {
      break-inside: avoid;
    }
    h2,
    h3,
    h4,
    caption,
    summary {
      break-after: avoid;
    }
    figure svg {
      min-width: 0;
      max-width: 15cm;
    }
    details.print::details-content {
      content-visibility: visible;
      block-size: auto;
    }
    details {
      border: 0;
      padding: 0;
    }
  }
</style>`;
