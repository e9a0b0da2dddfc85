import { scan } from "./scan.js";
import { transactions } from "./transactions.js";
import type { Workload } from "./workload.js";

/** Operations from one piece of the scan to the next. */
const scanEvery = 4;

/** Transactions with a scan between them, which fills memory with pages that nobody needs again. */
export const mixed: Workload = {
  name: "mixed",
  operation: `transactions; every ${scanEvery}th operation is a piece of a scan instead`,
  begin(ground, seed) {
    const transaction = transactions.begin(ground, seed);
    const piece = scan.begin(ground, seed);
    let turn = 0;
    return () => (++turn % scanEvery === 0 ? piece() : transaction());
  },
};
