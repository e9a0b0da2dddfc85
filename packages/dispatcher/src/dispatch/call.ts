import type { Callable } from "./plan.js";

/** Call a procedure with the arguments, after its closure if it has one. Allocates nothing for up to eight arguments. */
export function call(procedure: Callable, closure: object | undefined, a: readonly unknown[]): unknown {
  return closure === undefined ? callPlain(procedure, a) : callClosed(procedure, closure, a);
}

function callPlain(procedure: Callable, a: readonly unknown[]): unknown {
  switch (a.length) {
    case 0:
      return procedure();
    case 1:
      return procedure(a[0]);
    case 2:
      return procedure(a[0], a[1]);
    case 3:
      return procedure(a[0], a[1], a[2]);
    case 4:
      return procedure(a[0], a[1], a[2], a[3]);
    case 5:
      return procedure(a[0], a[1], a[2], a[3], a[4]);
    case 6:
      return procedure(a[0], a[1], a[2], a[3], a[4], a[5]);
    default:
      return Reflect.apply(procedure, undefined, a);
  }
}

function callClosed(procedure: Callable, closure: object, a: readonly unknown[]): unknown {
  switch (a.length) {
    case 0:
      return procedure(closure);
    case 1:
      return procedure(closure, a[0]);
    case 2:
      return procedure(closure, a[0], a[1]);
    case 3:
      return procedure(closure, a[0], a[1], a[2]);
    case 4:
      return procedure(closure, a[0], a[1], a[2], a[3]);
    case 5:
      return procedure(closure, a[0], a[1], a[2], a[3], a[4]);
    case 6:
      return procedure(closure, a[0], a[1], a[2], a[3], a[4], a[5]);
    default:
      return procedure(closure, ...a);
  }
}
