export { Null } from "./interfaces.js";
