export { Gatekeeper } from "./interfaces.js";
