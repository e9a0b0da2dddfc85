import { spawn } from "node:child_process";
import { stateOf, versionIn, type Found, type Need } from "./need.js";

/** What this repository's package.json says of the programs that it is run with. */
export interface Pins {
  /** The oldest Node. */
  readonly node: string;
  readonly pnpm: string;
}

/** A program that does not answer within this time is as good as none. */
const answerMsMax = 20_000;

/** As the tests start it: they may run as root, and nothing is to leave this computer. */
const headless = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--dump-dom",
  "about:blank",
];

/** The programs that are started: those of this repository's commands, and those of its integration tests. */
export function programs(root: string, pins: Pins): Need[] {
  return [
    {
      name: "node",
      purposes: ["test", "integration", "bench"],
      wanted: `${pins.node} or later`,
      remedy: { command: "nvm install 22" },
      look: () => versioned("node", pins.node),
    },
    {
      name: "git",
      purposes: ["test", "integration", "bench"],
      wanted: "2.0 or later",
      remedy: process.platform === "darwin" ? { command: "xcode-select --install" } : { package: "git" },
      look: () => versioned("git", "2.0"),
    },
    {
      name: "corepack",
      purposes: ["test", "integration", "bench"],
      wanted: "any version",
      remedy: { command: "npm install --global corepack" },
      look: () => versioned("corepack", "0"),
    },
    {
      name: "pnpm",
      purposes: ["test", "integration", "bench"],
      wanted: `${pins.pnpm}, as package.json pins it`,
      remedy: { command: "corepack install" },
      look: () => pinnedPnpm(root, pins.pnpm),
    },
    ...["prometheus", "promtool"].map((name): Need => ({
      name,
      purposes: ["integration"],
      wanted: "2.40 or later",
      remedy: { package: "prometheus" },
      look: () => versioned(name, "2.40"),
    })),
    {
      name: "chromium",
      purposes: ["integration"],
      wanted: "one that starts without a display",
      remedy: { package: "chromium" },
      look: chromium,
    },
  ];
}

async function versioned(program: string, atLeast: string): Promise<Found> {
  const answer = await ask(program, ["--version"]);
  const found = answer === undefined ? undefined : versionIn(answer);
  return { state: stateOf(found, atLeast), found };
}

/** The pnpm that corepack starts here; that it is looked for must not download it. */
async function pinnedPnpm(root: string, pinned: string): Promise<Found> {
  const answer = await ask("corepack", ["pnpm", "--version"], { cwd: root, env: { COREPACK_ENABLE_NETWORK: "0" } });
  const found = answer === undefined ? undefined : versionIn(answer);
  if (found === undefined) return { state: "missing" };
  return { state: found === pinned ? "ok" : "old", found };
}

async function chromium(): Promise<Found> {
  const answer = await ask("chromium", ["--version"]);
  const found = answer === undefined ? undefined : versionIn(answer);
  if (found === undefined) return { state: "missing" };
  const page = await ask("chromium", headless);
  return page?.includes("<html>") === true
    ? { state: "ok", found }
    : { state: "missing", found: `${found}, which does not start` };
}

/** What a program prints; undefined where it is not there, fails, or does not answer in time. */
function ask(
  program: string,
  words: readonly string[],
  { cwd, env = {} }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, words, {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: answerMsMax,
      killSignal: "SIGKILL",
      env: { ...process.env, ...env },
      ...(cwd === undefined ? {} : { cwd }),
    });
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
    // Some print their version there.
    child.stderr.setEncoding("utf8").on("data", (text: string) => (printed += text));
    child.on("error", () => resolve(undefined));
    child.on("close", (code) => resolve(code === 0 ? printed : undefined));
  });
}
