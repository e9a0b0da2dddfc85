import { tryFamilies } from "./testing/trial.js";

tryFamilies("endless loops", "deep recursion");
