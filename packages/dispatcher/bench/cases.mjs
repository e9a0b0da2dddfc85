import allocation from "./cases/allocation.mjs";
import change from "./cases/change.mjs";
import guarded from "./cases/guarded.mjs";
import install from "./cases/install.mjs";
import matches from "./cases/matches.mjs";
import one from "./cases/one.mjs";
import raise from "./cases/raise.mjs";

export const cases = [one, raise, guarded, matches, install, change, allocation];
