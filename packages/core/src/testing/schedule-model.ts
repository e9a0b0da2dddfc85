/** What a strand does in one turn of its script. */
export type Action =
  | { readonly kind: "yield" | "block" | "await" }
  | { readonly kind: "unblock" | "finish"; readonly whom: number };

/** Some strands, what each does, and which scheduler each is under: the kernel's (-1), or one of two others, the second on the first. */
export interface Schedule {
  readonly scripts: readonly (readonly Action[])[];
  readonly under: readonly number[];
  readonly priorities: readonly number[];
}

interface Node {
  readonly name: string;
  readonly above: Group;
  state: "ready" | "blocked" | "ended";
}

interface Thread extends Node {
  readonly script: readonly Action[];
  readonly priority: number;
  at: number;
  early: boolean;
  awaiting: boolean;
}

/** A scheduler: who may run under it, the next first. */
interface Group extends Node {
  readonly queue: (Thread | Group)[];
}

/** What a schedule comes to, by the simplest rules: the turns of all strands in the order in which they are taken, and who never ends. */
export function expected({ scripts, under, priorities }: Schedule): {
  readonly log: string[];
  readonly stuck: string[];
} {
  const log: string[] = [];
  const nobody = {} as Group;
  const kernel: Group = { name: "kernel", above: nobody, state: "ready", queue: [] };
  const outer: Group = { name: "outer", above: kernel, state: "blocked", queue: [] };
  const inner: Group = { name: "inner", above: outer, state: "blocked", queue: [] };
  const groups = [outer, inner];
  const threads: Thread[] = scripts.map((script, n) => ({
    name: `s${n}`,
    above: under[n] < 0 ? kernel : groups[under[n]],
    state: "blocked",
    script,
    priority: priorities[n],
    at: 0,
    early: false,
    awaiting: false,
  }));

  const enter = (node: Thread | Group): void => {
    node.state = "ready";
    node.above.queue.push(node);
    if (node.above !== kernel && node.above.state === "blocked") enter(node.above);
  };
  const leave = (node: Thread | Group): void => {
    const { queue } = node.above;
    if (queue.includes(node)) queue.splice(queue.indexOf(node), 1);
  };
  const wake = (thread: Thread, isCurrent: boolean): void => {
    if (isCurrent) {
      thread.state = "ready";
      thread.above.queue.push(thread);
    } else enter(thread);
  };
  const priorityOf = (node: Thread | Group): number => ("priority" in node ? node.priority : 1000);
  for (const thread of threads) enter(thread);

  for (;;) {
    const best = Math.max(...kernel.queue.map(priorityOf));
    const top = kernel.queue.find((each) => priorityOf(each) === best);
    if (top === undefined) break;
    leave(top);
    const path: Group[] = [];
    let node = top;
    while ("queue" in node) {
      path.push(node);
      const next = node.queue.shift();
      if (next === undefined) throw new Error("a group that is ready has somebody");
      // It takes its next turn last, unless it blocks meanwhile.
      node.queue.push(next);
      node = next;
    }
    turn(node);
    if (path.length === 0 && node.state === "ready") kernel.queue.push(node);
    for (const group of path.toReversed()) {
      const goesOn = group.queue.length > 0;
      group.state = goesOn ? "ready" : "blocked";
      if (!goesOn) leave(group);
      else if (group.above === kernel) kernel.queue.push(group);
    }
  }
  return { log, stuck: threads.filter(({ state }) => state !== "ended").map(({ name }) => name) };

  /** Until it gives up the processor. */
  function turn(thread: Thread): void {
    const stop = (): void => {
      thread.state = "blocked";
      leave(thread);
    };
    for (;;) {
      const action = thread.script.at(thread.at);
      if (action === undefined) {
        stop();
        thread.state = "ended";
        return;
      }
      log.push(`${thread.name}.${thread.at}`);
      thread.at++;
      if (action.kind === "yield") return;
      if (action.kind === "block") {
        if (thread.early) thread.early = false;
        else stop();
        return;
      }
      if (action.kind === "await" || !("whom" in action)) {
        thread.awaiting = true;
        stop();
        return;
      }
      const whom = threads[action.whom];
      if (action.kind === "finish") {
        if (!whom.awaiting) continue;
        whom.awaiting = false;
        wake(whom, whom === thread);
      } else if (whom.state === "blocked" && !whom.awaiting) wake(whom, whom === thread);
      else whom.early = true;
    }
  }
}
