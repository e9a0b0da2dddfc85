import { COLOURS } from "./colours.js";
import { FIGURES } from "./figures.js";
import { LAYOUT } from "./layout.js";
import { PRINT } from "./print.js";
import { TABLES } from "./tables.js";

/** All of the page's looks. What is for paper comes last, and so counts there. */
export const STYLE = [COLOURS, LAYOUT, TABLES, FIGURES, PRINT];
