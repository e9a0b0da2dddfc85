import { PageKind } from "../policy.js";
import {
  arcModel,
  clockModel,
  lruKModel,
  lruModel,
  type ModelMaker,
  mruModel,
  s3FifoModel,
  sieveModel,
  tossModel,
  twoQModel,
} from "./reference-models.js";

export interface ModelSet {
  readonly share: number;
  readonly model: ModelMaker;
  readonly holds: (page: number, kind: PageKind) => boolean;
}

export const setsModel =
  (sets: readonly ModelSet[]): ModelMaker =>
  (capacity) => {
    const members = sets.map(({ share, model, holds }) => ({
      room: share * capacity,
      model: model(capacity),
      holds,
      pages: new Set<number>(),
    }));
    const owner = (page: number) => {
      const found = members.find(({ pages }) => pages.has(page));
      if (found === undefined) throw new Error(`page ${page} is in no set`);
      return found;
    };
    return {
      touch: (page) => owner(page).model.touch(page),
      enter(page, kind, slot) {
        const last = members[members.length - 1];
        const member = members.slice(0, -1).find(({ holds }) => holds(page, kind)) ?? last;
        member.pages.add(page);
        member.model.enter(page, kind, slot);
      },
      leave(page, evicted) {
        const { pages, model } = owner(page);
        pages.delete(page);
        model.leave(page, evicted);
      },
      choose(incoming, isPinned) {
        const excess = ({ room, pages }: (typeof members)[number]) => (room === 0 ? Infinity : pages.size / room);
        const order = members
          .filter(({ pages }) => pages.size > 0)
          .toReversed()
          .toSorted((a, b) => (excess(a) === excess(b) ? 0 : excess(b) - excess(a)));
        for (const { model } of order) {
          const page = model.choose(incoming, isPinned);
          if (page !== undefined) return page;
        }
        return undefined;
      },
    };
  };

const passing: readonly PageKind[] = [PageKind.overflow, PageKind.free, PageKind.scan];

/** The independent implementation of every policy, by the policy's name. */
export const models: Readonly<Record<string, ModelMaker>> = {
  toss: tossModel,
  mru: mruModel,
  lru: lruModel,
  "2q": twoQModel,
  "lru-k": lruKModel(),
  clock: clockModel,
  arc: arcModel,
  "s3-fifo": s3FifoModel,
  sieve: sieveModel,
  sets: setsModel([
    { share: 0.25, model: lruModel, holds: (_page, kind) => kind === PageKind.interior },
    { share: 0.02, model: lruModel, holds: (_page, kind) => kind === PageKind.log },
    { share: 0, model: tossModel, holds: (_page, kind) => passing.includes(kind) },
    { share: 0.73, model: lruKModel(), holds: () => true },
  ]),
};
