import { tryFamilies } from "./testing/trial.js";

tryFamilies("replacement", "the name server", "a granted volume");
