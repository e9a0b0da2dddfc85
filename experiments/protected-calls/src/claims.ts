import { claim, type Claim, type Query, type SystemName } from "@respin/experiment";

const time = "call/time";

/** How many times the first call's time the second takes, as a margin above a bound. */
function atLeast(
  ratio: number,
  bound: number,
  evidence: readonly string[],
): { holds: boolean; margin: number; evidence: readonly string[] } {
  return { holds: ratio >= bound, margin: ratio / bound - 1, evidence };
}

const of = ({ value }: Query, system: SystemName, kind: string): number => value(time, system, { kind });

export const claims: readonly Claim[] = [
  claim(
    "in-kernel",
    "A protected call within SPIN's kernel is at least twenty times cheaper than a system call.",
    (query) => atLeast(of(query, "spin", "system-call") / of(query, "spin", "in-kernel"), 20, [time]),
  ),
  claim(
    "system-call",
    "A system call that an extension handles costs no more than one of either fixed kernel.",
    (query) => {
      const others = Math.min(of(query, "monolithic", "system-call"), of(query, "microkernel", "system-call"));
      return atLeast(others / of(query, "spin", "system-call"), 1, [time]);
    },
  ),
  claim(
    "across",
    "A call to another address space is cheapest by SPIN's extension, then by messages, and dearest by sockets.",
    (query) => {
      const [spin, messages, sockets] = (["spin", "microkernel", "monolithic"] as const).map((system) =>
        of(query, system, "cross-address-space"),
      );
      return atLeast(Math.min(messages / spin, sockets / messages), 1, [time]);
    },
  ),
  claim(
    "across-spin",
    "A call to another address space by SPIN's extension takes two traps and no message.",
    ({ value }) => {
      const parameters = { kind: "cross-address-space" };
      const [traps, messages] = [value("call/traps", "spin", parameters), value("call/messages", "spin", parameters)];
      return {
        holds: traps === 2 && messages === 0,
        margin: -Math.abs(traps - 2) - messages,
        evidence: ["call/traps", "call/messages"],
      };
    },
  ),
  claim(
    "server-loses",
    "Where UNIX is a server, SPIN loses: a call that does nothing takes at least ten times as long as in the monolithic kernel.",
    (query) => atLeast(of(query, "spin", "through-server") / of(query, "monolithic", "through-server"), 10, [time]),
  ),
  claim(
    "spaces",
    "What a call to another address space costs does not depend on how many there are.",
    ({ cells, systems }) => {
      const id = "scaling/call";
      const spreads = systems.flatMap((system) => {
        const values = cells.filter((cell) => cell.id === id && cell.system === system).map(({ value }) => value);
        return values.length === 0 ? [] : [Math.max(...values) / Math.min(...values) - 1];
      });
      if (spreads.length === 0) return "not-applicable";
      const bound = 0.01;
      return { holds: Math.max(...spreads) <= bound, margin: 1 - Math.max(...spreads) / bound, evidence: [id] };
    },
  ),
];
