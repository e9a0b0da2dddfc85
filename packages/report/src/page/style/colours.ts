import { html } from "../html.js";

/** Colours, light and dark. Every pair of a text's colour and its ground has a contrast of 4.5 or more. */
export const COLOURS = html`<style>
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
</style>`;
