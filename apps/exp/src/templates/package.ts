/** The text of a file that holds JSON. */
export function jsonFile(stated: object): string {
  return `${JSON.stringify(stated, undefined, 2)}\n`;
}

/** The tsconfig.json of a package that stands so far below the repository's folder, and refers to these other folders. */
export function tsconfigFile(up: string, references: readonly string[]): string {
  const listed = references.map((path) => `{ "path": "${path}" }`).join(", ");
  return `{
  "extends": "${up}/tsconfig.base.json",
  "compilerOptions": {
    "rootDir": "src",
    "outDir": "dist",
    "tsBuildInfoFile": "dist/.tsbuildinfo"
  },
  "include": ["src"],
  "references": [${listed}]
}
`;
}

/** The vitest.config.ts of such a package. */
export function vitestFile(up: string): string {
  return `export { default } from "${up}/vitest.config.ts";\n`;
}
