import { randomFrom } from "@respin/experiment";
import type { Waiting } from "@respin/systems";
import { use, type Ground, type Workload } from "./workload.js";

/** Pages that one transaction reads and changes. */
const updates = 4;
/** How uneven the choice of pages is: that of rank k has a weight of 1 / (k + 1)^skew. */
const skew = 0.8;
/** Transactions between two that are made durable, the last included. */
const syncEvery = 8;

/** A database's small updates: a few pages each, some far more often than others, all on the disk after every eighth. */
export const transactions: Workload = {
  name: "transactions",
  operation: `${updates} pages are read and changed; every ${syncEvery}th syncs the file`,
  begin(ground, seed) {
    const page = randomFrom(seed).fork("transactions").zipf(ground.pages, skew);
    let turn = 0;
    return () => transaction(ground, page, ++turn % syncEvery === 0);
  },
};

function* transaction(ground: Ground, page: () => number, durable: boolean): Waiting {
  const { application, file } = ground;
  for (let update = 0; update < updates; update++) {
    yield* use(ground, page(), true);
    application.setWord(1, (application.word(1) + 1) | 0);
    application.compute("program.reference", 1);
  }
  if (durable) yield* application.sync(file);
}
