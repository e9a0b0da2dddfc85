import { tryFamilies } from "./testing/trial.js";

tryFamilies(
  "memory bombs",
  "hostile exceptions",
  "re-entrancy",
  "uninstalling others' handlers",
  "hoarding",
  "work after the end",
);
