import { jsonFile, tsconfigFile, vitestFile } from "./package.js";

/** The names that a new extension's files are made with. */
export interface ExtensionNames {
  /** The package's and the object file's: `page-watch`. */
  readonly name: string;
  /** The interface's: `PageWatch`. */
  readonly interfaceName: string;
}

/** The files of a new extension, by path within its folder. They are formatted, and pass every check as they are. */
export function extensionFiles(names: ExtensionNames): ReadonlyMap<string, string> {
  return new Map([
    ["package.json", packageFile(names)],
    ["tsconfig.json", tsconfigFile("../../..", ["../../core", "../../linker"])],
    ["vitest.config.ts", vitestFile("../../..")],
    ["README.md", readme(names)],
    ["src/index.ts", indexFile(names)],
    ["src/interfaces.ts", interfacesFile(names)],
    ["src/extension.ts", extensionFile(names)],
    ["src/extension.test.ts", testFile(names)],
  ]);
}

function packageFile({ name }: ExtensionNames): string {
  return jsonFile({
    name: `@respin/${name}`,
    version: "0.1.0",
    private: true,
    license: "MIT",
    type: "module",
    exports: {
      ".": { types: "./dist/index.d.ts", default: "./dist/index.js" },
      "./object": `./dist/${name}.rsp`,
    },
    scripts: { test: "vitest run" },
    dependencies: { "@respin/core": "workspace:*", "@respin/linker": "workspace:*" },
    respin: { extension: { entry: "./src/extension.ts", object: `./dist/${name}.rsp` } },
  });
}

const indexFile = ({ interfaceName }: ExtensionNames): string =>
  `export { ${interfaceName} } from "./interfaces.js";\n`;

const interfacesFile = ({
  interfaceName,
}: ExtensionNames): string => `import { defineInterface, integer, procedure, text } from "@respin/linker";

/** What this extension offers. */
export const ${interfaceName} = defineInterface("${interfaceName}", {
  /** Write a line on the console. Returns how many it has written. */
  Say: procedure([text], integer),
});
`;

const extensionFile = ({ name, interfaceName }: ExtensionNames): string => `import { Console } from "@respin/core";
import { implement } from "@respin/linker";
import { ${interfaceName} } from "@respin/${name}";

let written = 0;

export const extension = implement(${interfaceName}, {
  Say: (line) => {
    const terminal = Console.Open();
    Console.Write(terminal, line);
    Console.Close(terminal);
    written += 1;
    return written;
  },
});
`;

const testFile = ({
  name,
  interfaceName,
}: ExtensionNames): string => `import { builtExtension } from "@respin/core/testing";
import { expect, test } from "vitest";
import { ${interfaceName} } from "./interfaces.js";

const built = new URL("../dist/${name}.rsp", import.meta.url);
const { objectFile, bootKernel } = builtExtension(built);

test("it is loaded, called, and unloaded", () => {
  const kernel = bootKernel();
  const { extensions } = kernel;
  const extension = extensions.load(objectFile);
  const client = extensions.clientOf(extension, ${interfaceName});

  expect(client.Say("hello")).toBe(1);
  expect(client.Say("again")).toBe(2);
  expect(kernel.console.lines).toEqual(["hello", "again"]);

  extensions.unload(extension);
  const gone = expect.objectContaining({ code: "RSP_DOMAIN_GONE" });
  expect(() => client.Say("is anybody there?")).toThrow(gone);
});
`;

const readme = ({ name, interfaceName }: ExtensionNames): string => `# ${name}

An extension of the kernel. It exports \`${interfaceName}\`, which writes lines on the console and counts them.

- \`src/interfaces.ts\`: what it offers.
- \`src/extension.ts\`: what runs in the kernel. The compiler checks it against
  [the safe subset](../../../docs/safe-subset.md), meters it and signs it.
- \`src/extension.test.ts\`: loads it into a kernel, calls it, and unloads it.

\`corepack pnpm build\` makes \`dist/${name}.rsp\`; \`corepack pnpm --filter @respin/${name} test\` runs its test.
[Writing an extension](../../../docs/writing-an-extension.md) shows what else one may do.
`;
