/** A trap that tells that the kernel asked a caller's object something: a capability is recognised without. */
const ran = (): never => {
  throw new Error("code of the caller ran in the kernel");
};

/** An object that throws whenever anything is read off it, asked of it, or done to it. */
function trapped(target: object): object {
  return new Proxy(target, {
    get: ran,
    has: ran,
    set: ran,
    apply: ran,
    construct: ran,
    ownKeys: ran,
    getPrototypeOf: ran,
    setPrototypeOf: ran,
    isExtensible: ran,
    preventExtensions: ran,
    defineProperty: ran,
    deleteProperty: ran,
    getOwnPropertyDescriptor: ran,
  });
}

/** What is most like a capability without being it, and what it is. */
export function lookAlikes(capability: object): readonly (readonly [what: string, lookAlike: unknown])[] {
  return [
    ["an empty object", {}],
    ["one that inherits from it", Object.create(capability) as unknown],
    ["one with its prototype", Object.create(Reflect.getPrototypeOf(capability)) as unknown],
    ["a copy of its fields", { ...capability }],
    ["a proxy of it", new Proxy(capability, {})],
    ["a proxy of it that tells", trapped(capability)],
    ["a clone of it", structuredClone(capability)],
    ["a list of it", [capability]],
    ["a function that returns it", () => capability],
    ["null", null],
    ["nothing", undefined],
    ["a number", 0],
    ["a text", "PhysAddr.T"],
  ];
}
