/**
 * Answers for every page that is to be taken, the others' too.
 *
 * Family: confused deputies
 * Stopped by: nothing
 * Otherwise: capability | installed | asked for a page of its own client
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";
import { saw } from "./witness.js";

Dispatcher.Install(
  PhysAddr.Reclaim,
  (page: Page): Page => {
    saw("asked for a page of its own client");
    return page;
  },
  { order: "first", cancel: true },
);
saw("installed");
