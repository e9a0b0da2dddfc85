import { mixed } from "./mixed.js";
import { scan } from "./scan.js";
import { transactions } from "./transactions.js";
import type { Workload } from "./workload.js";

/** Every workload that a service can run. */
export const workloads: readonly Workload[] = [transactions, scan, mixed];

export type { Ground, Workload } from "./workload.js";
