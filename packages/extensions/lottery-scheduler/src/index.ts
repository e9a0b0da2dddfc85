export { Lottery } from "./interfaces.js";
