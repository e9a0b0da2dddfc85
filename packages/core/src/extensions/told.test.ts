import type { Observer } from "@respin/dispatcher";
import { defineInterface, integer, procedure } from "@respin/linker";
import { expect, test } from "vitest";
import { PhysAddr } from "../interfaces.js";
import { bootKernel, extensionFile } from "../testing/extensions.js";
import { Dispatcher } from "./dispatcher-interface.js";

const Three = defineInterface("Three", {
  One: procedure([], integer),
  Two: procedure([], integer),
  Three: procedure([], integer),
});

const file = extensionFile({
  imports: [Dispatcher, PhysAddr],
  exports: [[Three, "{ One: () => 1, Two: () => 2, Three: () => 3 }"]],
  body: "Dispatcher_Install.raise(PhysAddr_Reclaim, (page) => page);",
});

test("what an extension exports is no installation: its handlers are, when they come and when they go", () => {
  const changed: string[] = [];
  const nothing = (): void => {};
  const observer: Observer = {
    changed: (event) => void changed.push(event),
    prepared: nothing,
    dispatched: nothing,
    started: nothing,
    probed: nothing,
  };
  const { extensions } = bootKernel({ observer }).kernel;
  expect(changed).toEqual([]);
  const extension = extensions.load(file);
  expect(changed).toEqual(["PhysAddr.Reclaim"]);
  expect(extensions.clientOf(extension, Three).Two()).toBe(2);
  const next = extensions.replace(extension, file);
  expect(changed).toEqual(["PhysAddr.Reclaim", "PhysAddr.Reclaim"]);
  extensions.unload(next);
  expect(changed).toEqual(["PhysAddr.Reclaim", "PhysAddr.Reclaim", "PhysAddr.Reclaim"]);
});
