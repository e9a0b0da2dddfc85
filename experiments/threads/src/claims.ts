import { claim, type Claim, type ClaimAnswer, type Query, type SystemName } from "@respin/experiment";

const time = "threads/time";
const programs = ["fork-join", "ping-pong"] as const;

type Time = (system: SystemName, kind: string, program: string) => number;

/** That each ratio is at least so much, for both programs: it holds by the weakest. */
function atLeast(bound: number, ratio: (of: Time, program: string) => number) {
  return ({ value }: Query): ClaimAnswer => {
    const of: Time = (system, kind, program) => value(time, system, { program, kind });
    const least = Math.min(...programs.map((program) => ratio(of, program)));
    return { holds: least >= bound, margin: least / bound - 1, evidence: [time] };
  };
}

export const claims: readonly Claim[] = [
  claim(
    "kernel",
    "Threads within SPIN's kernel cost less than within either other kernel.",
    atLeast(
      1,
      (of, program) =>
        Math.min(of("monolithic", "kernel", program), of("microkernel", "kernel", program)) /
        of("spin", "kernel", program),
    ),
  ),
  claim(
    "integrated",
    "C-Threads that are integrated with SPIN's kernel cost less than user threads of either other system.",
    atLeast(
      1,
      (of, program) =>
        Math.min(of("monolithic", "user", program), of("microkernel", "user", program)) /
        of("spin", "user-integrated", program),
    ),
  ),
  claim(
    "layered",
    "The same C-Threads library costs at least one and a half times as much over kernel threads as integrated with the kernel.",
    atLeast(1.5, (of, program) => of("spin", "user-layered", program) / of("spin", "user-integrated", program)),
  ),
  claim(
    "outside",
    "Threads cost more in a program's space than within the kernel, on every system.",
    atLeast(1, (of, program) =>
      Math.min(
        of("spin", "user-integrated", program) / of("spin", "kernel", program),
        of("monolithic", "user", program) / of("monolithic", "kernel", program),
        of("microkernel", "user", program) / of("microkernel", "kernel", program),
      ),
    ),
  ),
  claim("many", "What a ping-pong costs does not depend on how many other threads there are.", ({ cells, systems }) => {
    const id = "scaling/ping-pong";
    const spreads = systems.flatMap((system) => {
      const values = cells.filter((cell) => cell.id === id && cell.system === system).map(({ value }) => value);
      return values.length === 0 ? [] : [Math.max(...values) / Math.min(...values) - 1];
    });
    if (spreads.length === 0) return "not-applicable";
    const bound = 0.01;
    return { holds: Math.max(...spreads) <= bound, margin: 1 - Math.max(...spreads) / bound, evidence: [id] };
  }),
];
