import type { Rule } from "../rule.js";
import { noAny } from "./any.js";
import { noCasts } from "./cast.js";
import { instanceThis, ownClasses } from "./classes.js";
import { noCodeFromText } from "./code.js";
import { nothingDeclared } from "./declare.js";
import { exports } from "./exports.js";
import { globals } from "./global.js";
import { imports } from "./imports.js";
import { numericIndex, plainKeys } from "./keys.js";
import { links } from "./links.js";
import { ephemeralHandlers, functionalGuards } from "./marks.js";
import { members } from "./member.js";
import { calledMethods, waitedWork } from "./methods.js";
import { noPrototypes } from "./prototype.js";
import { leftOut, noAsync, noBigInts, noLiteralAccessors, noRegularExpressions, noTaggedTemplates } from "./syntax.js";
import { plainLetters, plainText } from "./text.js";

/** The rules of the safe subset, in the order in which the page shows them. */
export const rules: readonly Rule[] = [
  imports,
  exports,
  links,
  waitedWork,
  globals,
  members,
  noPrototypes,
  numericIndex,
  plainKeys,
  noAny,
  noCasts,
  nothingDeclared,
  instanceThis,
  calledMethods,
  ownClasses,
  noCodeFromText,
  noAsync,
  noRegularExpressions,
  noTaggedTemplates,
  noBigInts,
  noLiteralAccessors,
  leftOut,
  plainText,
  plainLetters,
  functionalGuards,
  ephemeralHandlers,
];
