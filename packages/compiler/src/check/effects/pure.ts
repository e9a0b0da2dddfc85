/** Methods of the language's values that change nothing: neither what they are called on, nor anything else. */
export const pureMethods: ReadonlySet<string> = new Set(
  (
    "at charAt charCodeAt codePointAt concat endsWith entries every filter find findIndex findLast findLastIndex flat flatMap " +
    "forEach get has includes indexOf join keys lastIndexOf map padEnd padStart reduce reduceRight repeat replace replaceAll " +
    "slice some split startsWith subarray substring toExponential toFixed toLowerCase toPrecision toReversed toSorted " +
    "toSpliced toString toUpperCase trim trimEnd trimStart valueOf values with"
  ).split(" "),
);

/** Methods of the language's values that change what they are called on. */
export const mutators: ReadonlySet<string> = new Set(
  "add clear copyWithin delete fill next pop push return reverse set shift sort splice throw unshift".split(" "),
);
