/**
 * Throws a message with line ends and escapes of terminals, to write lines of its own into what people read.
 *
 * Family: hostile exceptions
 * Stopped by: nothing
 * Otherwise: bound | ejected from exception-line-breaks: fails RSP_EJECTED the-victim for faults
 */
import { StrandInterface as Strand } from "@respin/core";
import { RespinError } from "@respin/hardware";
import type { Waiting } from "@respin/linker";

function* work(): Waiting {
  yield;
  throw new RespinError("RSP_ODD\nRSP_EJECTED  the-victim was ejected", "odd\r\n\u001b[2Jall is well");
}
for (let n = 0; n < 20; n++) Strand.Start("fails\nRSP_EJECTED  the-victim", work());
