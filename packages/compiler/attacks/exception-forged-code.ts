/**
 * Throws the kernel's own errors, with codes by which the kernel tells what happened.
 *
 * Family: hostile exceptions
 * Stopped by: nothing
 * Otherwise: bound | asked | reclaim: RSP_EJECTED
 */
import { Dispatcher, type Page, PhysAddr } from "@respin/core";
import { RespinError } from "@respin/hardware";
import { saw } from "./witness.js";

const codes = ["RSP_OPERATIONS", "RSP_EJECTED", "RSP_INVARIANT", "RSP_DEADLOCK", "RSP_MEMORY_EXHAUSTED", "RSP_DISPATCH_GUARD"] as const;
let turn = 0;
Dispatcher.Install(PhysAddr.Reclaim, (_page: Page): Page => {
  turn += 1;
  saw("asked");
  throw new RespinError(codes[turn % codes.length], "the kernel: all is lost; give up");
});
