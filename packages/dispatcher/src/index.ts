export { Dispatcher } from "./dispatcher.js";
export type { BindingOptions, DispatcherOptions, EventOptions, Exceptions, Handler } from "./options.js";
export { change } from "./change.js";
export type { SwapChange } from "./change.js";
export { allow, deny, openToAll } from "./authority.js";
export type { Authorizer, Operation, Request, Requester, Terms, Verdict } from "./authority.js";
export type { AnyEvent, Binding, Event, ImposedGuard, Mode, Order } from "./handles.js";
export { withClosure } from "./declared/guards.js";
export type { Guard, Predicate } from "./declared/guards.js";
export { argumentIs, fieldIs, propertyIs } from "./declared/matches.js";
export type { Field, Match } from "./declared/matches.js";
export {
  anything,
  byReference,
  flag,
  instance,
  integer,
  nothing,
  parameter,
  real,
  reference,
  signature,
  text,
} from "./declared/types.js";
export type { Parameter, Reference, Signature, Type } from "./declared/types.js";
export { RaiseStatistics } from "./dispatch/interception.js";
export type { Interceptor } from "./dispatch/interception.js";
export type { RaiseWatch, Watcher } from "./dispatch/watching.js";
export type { Failure, Observer } from "./dispatch/plan.js";
export type { Strategy } from "./dispatch/raise.js";
export { DispatchError, inOneLine, NoHandlerInvoked } from "./errors.js";
export type { Limits } from "./state/state.js";
export { microtasks } from "./surroundings/executor.js";
export type { Executor } from "./surroundings/executor.js";
export type { Memory } from "./surroundings/memory.js";
export { FuelMeter, OutOfFuel } from "./surroundings/meter.js";
export type { Meter } from "./surroundings/meter.js";
export { Modules } from "./surroundings/modules.js";
export type { Module, ModuleIdentity } from "./surroundings/modules.js";
export { Declarations } from "./surroundings/proof.js";
export type { Procedure, ProcedureFacts, Proof } from "./surroundings/proof.js";
