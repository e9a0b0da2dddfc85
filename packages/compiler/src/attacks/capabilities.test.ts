import { tryFamilies } from "./testing/trial.js";

tryFamilies("confused deputies", "forging capabilities", "look-alike interfaces", "externalized references");
