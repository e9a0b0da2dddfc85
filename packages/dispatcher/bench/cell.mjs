/**
 * One cell of one case, in a process of its own: no cell inherits what V8 learned in another. (Tapable's generated code
 * has the same text for all hooks of as many taps, and V8 keeps one feedback for one text.)
 */
import { cases } from "./cases.mjs";

const { name, cell, quick } = JSON.parse(process.argv[2]);
const found = cases.find((each) => each.name === name);
process.stdout.write(JSON.stringify(found.run(cell, { quick })));
