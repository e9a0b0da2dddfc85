export { DemandPaging, type PagingCounts, type PagingSettings } from "./interfaces.js";
