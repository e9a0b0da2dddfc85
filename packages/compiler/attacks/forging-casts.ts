/**
 * Says of numbers, texts and records that they are capabilities.
 *
 * Family: forging capabilities
 * Stopped by: RSP_SAFE_CAST
 * Otherwise: capability | RSP_PAGE | RSP_CAPABILITY
 */
import { Console, type Page, PhysAddr, type StrandT, StrandInterface as Strand } from "@respin/core";
import { attempt } from "./witness.js";

attempt("number as page", () => (PhysAddr.Zero(5 as unknown as Page), true));
attempt("text as page", () => (PhysAddr.Zero("PhysAddr.T" as unknown as Page), true));
attempt("record as strand", () => (Strand.Unblock({ state: "blocked" } as unknown as StrandT), true));
attempt("record as terminal", () => (Console.Write({} as never, "LOOT a console that was not opened"), true));
attempt("undefined as terminal", () => (Console.Write(undefined as never, "LOOT a console that was not opened"), true));
