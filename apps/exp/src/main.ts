import { Console } from "node:console";
import { main } from "./cli.js";
import { tellError } from "./exit.js";

// Standard output is the command's own: what an experiment or a library of its logs must not end up inside a document.
globalThis.console = new Console(process.stderr);

// A reader that closes early (`exp list | head -1`) is no failure: what is written is written, the rest is not wanted.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

// What goes wrong outside of any command's sight is told as anything else is.
for (const event of ["uncaughtException", "unhandledRejection"]) {
  process.on(event, (error: unknown) => process.exit(tellError(error)));
}

process.exitCode = await main(process.argv.slice(2));
// What an experiment left open must not keep the command from ending; what was written must not be cut short.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise((flushed) => stream.write("", flushed))),
);
process.exit();
