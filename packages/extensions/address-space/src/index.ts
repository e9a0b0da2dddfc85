export { spaceCalls } from "./calls.js";
export { AddressSpace, type AddressSpaceCounts, type AddressSpaceSettings } from "./interfaces.js";
