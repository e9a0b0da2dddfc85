import { describe, expect, test } from "vitest";
import { analyseScopes } from "./scopes.js";
import { parseText } from "./syntax.js";

const free = (source: string): readonly string[] => analyseScopes(parseText(source).program).freeNames;

describe("a name is free if the engine finds no declaration for it", () => {
  test.each([
    ["a default value does not see the body's variables", "function f(g = () => Array) { var Array; }", ["Array"]],
    ["a body sees its parameters", "function f(Array) { Array; }", []],
    ["a `var` in a block belongs to the function", "function f() { Array; { var Array; } }", []],
    ["a `let` in a block does not", "function f() { Array; { let Array; } }", ["Array"]],
    ["a function in a block belongs to the block", "{ function Array() {} } Array;", ["Array"]],
    ["the head of a loop is dead for its own right side", "for (const Array of Array) Array;", []],
    ["a loop's variable ends with it", "for (let Array = 0; Array; ) Array; Array;", ["Array"]],
    ["a catch's parameter ends with it", "try {} catch (Array) { Array; } Array;", ["Array"]],
    ["a class sees its own name", "(class Array { m() { Array; } }); Array;", ["Array"]],
    ["a class extends what its own name hides", "class Array extends Array {}", []],
    ["a function expression sees its own name", "(function Array() { Array; }); Array;", ["Array"]],
    ["a declaration is seen before it", "Array; class Array {}", []],
    ["a switch is one block", "switch (Array) { case 1: let Array; case 2: Array; }", ["Array"]],
    ["a static block has variables of its own", "class A { static { var Array; } x = Array; }", ["Array"]],
    ["fields see parameters around them", "function f(Array) { return class { x = Array; }; }", []],
    ["a computed key is evaluated outside", "({ [Array]: 1, Set: 1 }); class A { [Map]() {} }", ["Array", "Map"]],
    ["labels and dotted names are no variables", "Array: for (;;) break Array; o.Array; ({ Array: 1 });", ["o"]],
    ["a shorthand property is one", "({ Array });", ["Array"]],
    ["targets are", "[Array, ...Set] = [1]; ({ a: Map = Number } = {});", ["Array", "Map", "Number", "Set"]],
    ["escapes are undone", "Arr\\u0061y;", ["Array"]],
    ["exports refer", "const a = 1; export { a as Array };", []],
  ])("%s", (_rule, source, names) => expect(free(source)).toEqual(names));
});
