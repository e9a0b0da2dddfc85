import { html } from "../html.js";

/** The page as a whole, from a phone to a desk. */
export const LAYOUT = html`<style>
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
    overflow-wrap: anywhere;
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
  .told {
    border-left: 4px solid var(--bad);
    background: var(--badground);
    padding: 0.25rem 0.75rem;
    margin: 1rem 0;
  }
  .role {
    font-weight: 600;
    font-style: normal;
  }
  details {
    margin: 0.35rem 0;
    border: 1px solid var(--line);
    border-radius: 0.3rem;
    padding: 0 0.75rem;
  }
  summary {
    cursor: pointer;
    padding: 0.45rem 0;
    font-weight: 600;
  }
  summary small {
    font-weight: 400;
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
</style>`;
