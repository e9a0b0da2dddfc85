/**
 * Opens the console a hundred thousand times, and closes it never.
 *
 * Family: hoarding
 * Stopped by: nothing
 * Otherwise: bound | opened
 */
import { Console } from "@respin/core";
import { saw } from "./witness.js";

for (let n = 0; n < 100_000; n++) Console.Open();
saw("opened");
