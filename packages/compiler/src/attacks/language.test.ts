import { tryFamilies } from "./testing/trial.js";

tryFamilies("reaching globals", "prototype pollution");
