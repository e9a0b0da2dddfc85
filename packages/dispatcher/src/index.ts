export { Dispatcher, DispatchError } from "./event.js";
export type { Binding, Event, InstallOptions, Observer } from "./event.js";
