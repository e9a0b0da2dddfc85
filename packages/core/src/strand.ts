/** Strands, as the other services know them. What they are made of is in strands/. */
export { kernelSpace, Strand } from "./strands/strand.js";
export { Strands } from "./strands/strands.js";
