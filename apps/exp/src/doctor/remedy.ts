import type { Remedy } from "./need.js";

/** Packages that Homebrew has under another name than Debian, or as a cask. */
const homebrew: Readonly<Record<string, string>> = { chromium: "--cask chromium" };

/** A kind of computer, and who asks. */
export interface Asker {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
}

/** This computer, and who runs this program. */
export const here: Asker = { platform: process.platform, isRoot: process.getuid?.() === 0 };

/** The commands that get some things: one for all packages, Debian's unless it is a Mac, and what else there is, each once. */
export function commandsFor(remedies: readonly Remedy[], asker: Asker = here): string[] {
  const packages = new Set(remedies.flatMap((remedy) => ("package" in remedy ? [remedy.package] : [])));
  const others = new Set(remedies.flatMap((remedy) => ("command" in remedy ? [remedy.command] : [])));
  return [...(packages.size === 0 ? [] : [install([...packages], asker)]), ...others];
}

function install(packages: readonly string[], { platform, isRoot }: Asker): string {
  if (platform === "darwin") {
    return packages.map((name) => `brew install ${homebrew[name] ?? name}`).join(" && ");
  }
  const sudo = isRoot ? "" : "sudo ";
  return `${sudo}apt-get update && ${sudo}apt-get install -y ${packages.join(" ")}`;
}
