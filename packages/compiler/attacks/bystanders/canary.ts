import { implement } from "@respin/linker";
import { Canary } from "@attacks/interfaces";

/** It harms nobody, and answers: after each attack, the same. */
export const canary = implement(Canary, { Answer: (question) => `${question}? yes` });
