import { html } from "./html.js";

/**
 * The page's looks: light and dark, from a phone to a desk, and on paper. Every pair of a text's colour and its ground has
 * a contrast of 4.5 or more. Numbers are of one width, so that padding in characters aligns them on the decimal point.
 */
export const STYLE = html`<style>
  :root {
    color-scheme: light dark;
    --ground: #ffffff;
    --card: #ffffff;
    --band: #f3f5f7;
    --ink: #1c2127;
    --quiet: #545d68;
    --line: #d3d9df;
    --link: #0a50a8;
    --good: #10632b;
    --bad: #a30d26;
    --badground: #fff0f1;
    --s1: #0072b2;
    --s2: #d55e00;
    --s3: #009e73;
    --s4: #cc79a7;
    --s5: #e69f00;
    --s6: #56b4e9;
    --s7: #000000;
    --s0: #8a929b;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --ground: #0f1317;
      --card: #151a20;
      --band: #1b2129;
      --ink: #e4e9ee;
      --quiet: #a3adb8;
      --line: #343c46;
      --link: #86bcff;
      --good: #5fd27c;
      --bad: #ff8a86;
      --badground: #33171b;
      --s1: #4aa5e0;
      --s2: #f08442;
      --s3: #2fc39a;
      --s4: #e29cc4;
      --s5: #f0bb45;
      --s6: #9bd6f7;
      --s7: #ffffff;
      --s0: #7d8792;
    }
  }
  * {
    box-sizing: border-box;
  }
  html {
    scroll-padding-top: 1rem;
    -webkit-text-size-adjust: 100%;
  }
  body {
    margin: 0;
    background: var(--ground);
    color: var(--ink);
    font:
      1rem/1.5 system-ui,
      -apple-system,
      "Segoe UI",
      "DejaVu Sans",
      sans-serif;
    overflow-wrap: break-word;
  }
  header,
  nav,
  main {
    padding-inline: 1rem;
  }
  h1 {
    font-size: 1.5rem;
    margin: 1rem 0 0.25rem;
  }
  h1 small {
    display: block;
    font-size: 1rem;
    font-weight: 400;
    color: var(--quiet);
  }
  h2 {
    font-size: 1.35rem;
    line-height: 1.25;
    margin: 0 0 0.75rem;
    padding-top: 1.25rem;
    border-top: 2px solid var(--line);
  }
  h2 small {
    display: block;
    font-size: 1rem;
    font-weight: 400;
    color: var(--quiet);
  }
  h3 {
    font-size: 1.1rem;
    margin: 1.75rem 0 0.5rem;
  }
  h4 {
    font-size: 1rem;
    margin: 1.75rem 0 0.5rem;
  }
  p,
  ul,
  figcaption {
    max-width: 48rem;
  }
  a {
    color: var(--link);
  }
  small {
    font-size: 0.85em;
    color: var(--quiet);
  }
  .question {
    font-size: 1.1rem;
  }
  .skip {
    position: absolute;
    left: -99rem;
  }
  .skip:focus {
    left: 0.5rem;
    top: 0.5rem;
    background: var(--card);
    padding: 0.5rem;
    z-index: 3;
  }
  :focus-visible {
    outline: 3px solid var(--link);
    outline-offset: 2px;
  }
  nav ul {
    list-style: none;
    margin: 0.5rem 0;
    padding: 0;
    display: flex;
    flex-wrap: wrap;
    gap: 0.1rem 1rem;
  }
  nav a {
    display: inline-block;
    padding: 0.3rem 0;
  }
  main {
    padding-bottom: 4rem;
  }
  section {
    margin-bottom: 2.5rem;
  }
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
  .told {
    border-left: 4px solid var(--bad);
    background: var(--badground);
    padding: 0.25rem 0.75rem;
    margin: 1rem 0;
  }
  .scroll {
    overflow-x: auto;
    container-type: inline-size;
    margin: 1rem 0 0.35rem;
    max-width: 100%;
    -webkit-overflow-scrolling: touch;
  }
  table {
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
  .role {
    font-weight: 600;
    font-style: normal;
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
  details {
    margin: 0.35rem 0;
    border: 1px solid var(--line);
    border-radius: 0.3rem;
    padding: 0 0.75rem;
  }
  details[open] {
    padding-bottom: 0.75rem;
  }
  summary {
    cursor: pointer;
    padding: 0.45rem 0;
    font-weight: 600;
  }
  summary small {
    font-weight: 400;
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
    grid-template-columns: 7rem 1fr 8.5rem;
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
  @media (max-width: 40rem) {
    .bar {
      grid-template-columns: 1fr auto;
      gap: 0.1rem 0.6rem;
    }
    .bar svg {
      grid-row: 2;
      grid-column: 1/-1;
    }
  }
  @media (min-width: 76rem) {
    body {
      display: grid;
      grid-template-columns: 15rem minmax(0, 78rem);
      grid-template-rows: auto 1fr;
      column-gap: 2rem;
      justify-content: center;
    }
    header {
      grid-column: 2;
    }
    nav {
      grid-column: 1;
      grid-row: 1/3;
      position: sticky;
      top: 0;
      align-self: start;
      max-height: 100vh;
      overflow-y: auto;
      padding-top: 1.25rem;
    }
    nav ul {
      flex-direction: column;
    }
    main {
      grid-column: 2;
    }
  }
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
