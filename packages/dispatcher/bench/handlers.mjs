/**
 * Makers of handlers, guards, and of the loops that call them. Each has a source text of its own, as handlers of different
 * extensions have: V8 shares code and call-site feedback among closures of one text.
 */

/**
 * What handlers add to: each to a place of its own, since V8 makes one addition of several to the same. Whole numbers of 32
 * bits, so that nothing is allocated for them.
 */
const counts = new Int32Array(1 << 17);
/** Places from here on are not in use, but for the last. */
let used = 1;
export const counter = {
  clear() {
    counts.fill(0, 0, used);
    counts[spare] = 0;
  },
  get sum() {
    let sum = counts[spare];
    for (let place = 0; place < used; place++) sum = (sum + counts[place]) | 0;
    return sum;
  },
};
/** The place of what is counted that is no handler. */
const spare = counts.length - 1;
/** What guards of events without arguments look at. */
export const gate = { level: 0 };

export const callsPerChunk = 50;
/** How long a contender runs changed in its warm-up. V8 must have begun to take note of what is called. */
export const disturbedTurns = 400;

function use(places) {
  if (places >= spare) throw new Error(`there are no ${places} places to count in`);
  used = Math.max(used, places);
}

let serial = 0;

/** Code of its own text, even where another is spelled the same. */
export function code(names, text) {
  return new Function(...names, `"use strict";\n${text}\n//# sourceURL=bench/${++serial}`);
}

export const parameterNames = (parameters) => Array.from({ length: parameters }, (_, n) => `a${n}`);
export const argumentsText = (parameters) => parameterNames(parameters).join(", ");

/** What handler k does: its own text, and a few instructions. */
const work = (k, parameters, added = k + 1) => {
  const sum = [`counts[${k}]`, added, ...parameterNames(parameters)].join(" + ");
  return `counts[${k}] = (${sum}) | 0;`;
};
const subject = (parameters) => (parameters === 0 ? "gate.level" : "a0");
/** The guard of handler n. `atLeast` lets all or none through, `equal` one of them. */
const tests = {
  atLeast: (n, parameters) => `${subject(parameters)} >= ${n}`,
  equal: (n, parameters) => `${subject(parameters)} === ${n}`,
};

/** Handlers 0 to n - 1: the k-th adds k + 1 and its arguments to the counter. */
export function makeHandlers(n, parameters) {
  use(n);
  return Array.from({ length: n }, (_, k) =>
    code(["counts"], `return function handler${k}(${argumentsText(parameters)}) { ${work(k, parameters)} };`)(counts),
  );
}

/** As `makeHandlers`, each given a closure first: an object whose `own` it adds instead of a constant. */
export function makeClosedHandlers(n, parameters) {
  const args = ["closure", ...parameterNames(parameters)].join(", ");
  use(n);
  return Array.from({ length: n }, (_, k) =>
    code(["counts"], `return function closed${k}(${args}) { ${work(k, parameters, "closure.own")} };`)(counts),
  );
}

/** Handlers as closures of sixteen texts: the k-th adds k + 1. For so many that V8 would never optimise each one's own. */
export function makeManyHandlers(n) {
  use(n);
  const makers = Array.from({ length: 16 }, () =>
    code(["counts"], "return (k) => (a) => { counts[k] = (counts[k] + k + 1) | 0; };")(counts),
  );
  return Array.from({ length: n }, (_, k) => makers[k & 15](k));
}

export function makeGuards(n, parameters, kind) {
  return Array.from({ length: n }, (_, k) =>
    code(
      ["gate"],
      `return function guard${k}(${argumentsText(parameters)}) { return ${tests[kind](k, parameters)}; };`,
    )(gate),
  );
}

/** Handlers that test inside, as those of an emitter without guards do. */
export function makeTestingHandlers(n, parameters, kind) {
  use(n);
  return Array.from({ length: n }, (_, k) =>
    code(
      ["counts", "gate"],
      `return function testing${k}(${argumentsText(parameters)}) { if (${tests[kind](k, parameters)}) { ${work(k, parameters)} } };`,
    )(counts, gate),
  );
}

/**
 * A loop that runs `body` once a turn, over one target or, if there are eight, over all in turn through the same call site.
 * In the body are `target`, the arguments `a0` to `a4`, and what `more` names.
 */
export function makeLoop(targets, body, args, more = {}) {
  if (targets.length !== 1 && targets.length !== 8) throw new Error("one target, or eight");
  const target = targets.length === 1 ? "only" : "targets[turn & 7]";
  const loop = code(
    ["targets", "only", ...Object.keys(more)],
    `return function loop(turns, ${parameterNames(5).join(", ")}) {
      for (let turn = 0; turn < turns; turn++) { const target = ${target}; ${body} }
    };`,
  )(targets, targets[0], ...Object.values(more));
  const all = [...args, 0, 0, 0, 0, 0].slice(0, 5);
  return (turns) => loop(turns, ...all);
}

/**
 * Direct calls, written out one after the other, each through a property of an object. In the warm-up every property holds
 * another procedure for a while, and is called: V8 can neither take the property for a constant nor the call's target for
 * known. `sets` has the procedures of one or of eight targets.
 */
export function makeDirectCalls(sets, parameters, args, { guards = false } = {}) {
  const names = Array.from({ length: Math.min(sets[0].length, callsPerChunk) }, (_, n) => `f${n}`);
  const makeHolder = code(["f"], `return { ${names.map((name, n) => `${name}: f[${n}]`).join(", ")} };`);
  const targets = sets.map((procedures) =>
    Array.from({ length: procedures.length / names.length }, (_, n) =>
      makeHolder(procedures.slice(n * names.length, (n + 1) * names.length)),
    ),
  );
  const passed = argumentsText(parameters);
  const calls = (holder) =>
    names
      .map((name) => (guards ? `if (${holder}.${name}(${passed})) passes++;` : `${holder}.${name}(${passed});`))
      .join("\n");
  const count = guards ? ["let passes = 0;", `counts[${spare}] = (counts[${spare}] + passes) | 0;`] : ["", ""];
  const chunks = targets[0].map((_, n) => {
    const text = `return function chunk${n}(holder${passed === "" ? "" : `, ${passed}`}) { ${count[0]} ${calls("holder")} ${count[1]} };`;
    return code(["counts"], text)(counts);
  });
  // One chunk needs no procedure of its own around it.
  const body =
    chunks.length === 1
      ? `${count[0]} const holder = target[0]; ${calls("holder")} ${count[1]}`
      : chunks.map((_, n) => `chunks[${n}](target[${n}]${passed === "" ? "" : `, ${passed}`});`).join(" ");
  const run = makeLoop(targets, body, args, { chunks, counts });
  const others = (
    guards ? makeGuards(names.length, parameters, "atLeast") : makeHandlers(names.length, parameters)
  ).values();
  const replacements = Object.fromEntries(names.map((name) => [name, others.next().value]));
  const disturb = () => {
    const before = targets.map((holders) => holders.map((holder) => ({ ...holder })));
    for (const holder of targets.flat()) Object.assign(holder, replacements);
    run(disturbedTurns);
    targets.forEach((holders, n) => holders.forEach((holder, m) => Object.assign(holder, before[n][m])));
  };
  return { run, disturb };
}
