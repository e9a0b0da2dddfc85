import { Protection } from "@respin/hardware";
import type { Waiting } from "@respin/linker";
import type { Page } from "../interfaces.js";
import { lookAlikes } from "./look-alikes.js";
import { must, type Allocation, type Known, type MemoryModel, type Owner } from "./memory-model.js";

/** What a handler of Reclaim answers with, or does first. */
export const nominations = [
  "candidate",
  "another of its own",
  "foreign page",
  "pinned page",
  "freed page",
  "taken page",
  "look-alike",
  "nothing",
  "throw",
  "pin candidate",
  "give back candidate",
] as const;

/** What a handler of Repossess does with the page that was taken. */
export const repossessions = ["let go", "hold", "throw", "give back", "map again"] as const;

export interface Behaviour {
  readonly nomination: (typeof nominations)[number];
  readonly repossession: (typeof repossessions)[number];
  /** Chooses among pages, and says how long one is held. */
  readonly choice: number;
}

/** A failure that a handler makes on purpose. */
export class HandlerFailure extends Error {}

/** Something that is no page. The cast is what the compiler refuses to whoever is checked. */
function lookAlikeOf(page: Page, choice: number): Page {
  const some = lookAlikes(page);
  return some[choice % some.length][1] as Page;
}

/** Handlers that behave as they are told, well or badly, and check what they are told. */
export class MemoryHandlers {
  readonly #model: MemoryModel;
  #allocation: Allocation | undefined;
  #behaviour: Behaviour | undefined;

  constructor(model: MemoryModel) {
    const { dispatcher, modules, storage } = model.memory;
    const module = modules.create("the test");
    this.#model = model;
    dispatcher.installHandler(module, storage.events.Reclaim, (candidate) => this.#onReclaim(candidate));
    dispatcher.installHandler(module, storage.events.Repossess, (page) => this.#onRepossess(page));
  }

  /** How to behave while this allocation takes a page. */
  expect(allocation: Allocation, behaviour: Behaviour): void {
    this.#allocation = allocation;
    this.#behaviour = behaviour;
  }

  #now(): { readonly allocation: Allocation; readonly behaviour: Behaviour } {
    must(this.#allocation !== undefined && this.#behaviour !== undefined, "a page is taken only for an allocation");
    return { allocation: this.#allocation, behaviour: this.#behaviour };
  }

  #onReclaim(candidate: Page): Page {
    const model = this.#model;
    const { allocation, behaviour } = this.#now();
    const { owner } = allocation;
    const known = model.known(candidate);
    must(model.mayTake(known, owner), "the candidate may be taken (P3, P5)");
    const answer = this.#nominate(behaviour, known, owner);
    if (
      !model.mayTake(
        model.pages.find(({ page }) => page === answer),
        owner,
      )
    ) {
      owner.refused++;
    }
    return answer;
  }

  #nominate({ nomination, choice }: Behaviour, candidate: Known, owner: Owner): Page {
    const any = (which: (known: Known) => boolean): Page => {
      const some = this.#model.pages.filter(which);
      return some.length === 0 ? candidate.page : some[choice % some.length].page;
    };
    switch (nomination) {
      case "candidate":
        return candidate.page;
      case "another of its own":
        return any((known) => known.owner === owner && known.state === "active");
      case "foreign page":
        return any((known) => known.owner !== owner);
      case "pinned page":
        return any(({ pins }) => pins > 0);
      case "freed page":
        return any(({ state }) => state === "gone");
      case "taken page":
        return any(({ state }) => state === "taken");
      case "look-alike":
        return lookAlikeOf(candidate.page, choice);
      case "nothing":
        return JSON.parse("null");
      case "throw":
        throw new HandlerFailure("Reclaim");
      case "pin candidate":
        this.#model.pin(candidate);
        return candidate.page;
      case "give back candidate":
        this.#model.giveBack(candidate);
        return candidate.page;
    }
  }

  #onRepossess(page: Page): void {
    const model = this.#model;
    const { storage, mappings, translation } = model.memory;
    const { allocation, behaviour } = this.#now();
    const known = model.known(page);
    must(known.owner === allocation.owner, "a page is taken only from who pays (P3)");
    must(known.state === "active", "a page is taken once (P3)");
    must(known.pins === 0, "a pinned page is never taken (P5)");
    model.forgetMappings(known);
    must(mappings.count(storage.frameOf(page, "test")) === 0, "a page that was taken has no mapping (P4)");
    if (behaviour.repossession === "throw") throw new HandlerFailure("Repossess");
    // It is not its any more: both of these throw RSP_PAGE.
    if (behaviour.repossession === "give back") storage.deallocate(page);
    if (behaviour.repossession === "map again") {
      for (const { region, mappings: mapped } of model.places) {
        const index = mapped.indexOf(undefined);
        if (index >= 0) translation.addMapping(region, index, page, Protection.read);
      }
    }
    known.state = "taken";
    allocation.taken = known;
    if (behaviour.repossession !== "hold") return;
    storage.pin(page);
    model.holders++;
    model.memory.strands.startKernel("holder", this.#letGoLater(page, behaviour.choice % 5));
  }

  /** Keep a page that was taken for a while, as one that is being written back. */
  *#letGoLater(page: Page, turns: number): Waiting {
    for (let turn = 0; turn < turns; turn++) yield;
    this.#model.memory.storage.unpin(page);
    this.#model.holders--;
  }
}
