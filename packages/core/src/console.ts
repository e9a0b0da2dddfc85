import { RespinError } from "@respin/hardware";
import { defineCapabilities, defineEvents, type Capability, type Dispatching, type Events } from "@respin/linker";
import { kernelOnly } from "./extensions/holdings.js";
import { Console } from "./interfaces.js";

/** Characters of one line, and lines that are kept. */
const charactersMax = 1000;
const linesMax = 1000;

/** The machine's console: what was written to it last, for whoever looks at it. */
export class ConsoleService {
  /** The interface, each procedure an event. */
  readonly events: Events<typeof Console>;
  readonly #lines: string[] = [];
  readonly #terminals = defineCapabilities<object, "Console.T">("Console.T", "get one with Console.Open");

  constructor(dispatching: Dispatching) {
    this.events = defineEvents(
      dispatching,
      Console,
      {
        Open: () => this.#terminals.mint({}),
        Write: (terminal, line) => this.#write(terminal, line),
        Close: (terminal) => {
          this.#terminals.reveal(terminal, "Console.Close");
          this.#terminals.revoke(terminal);
        },
      },
      { others: kernelOnly },
    );
  }

  /** The lines that were written last, oldest first. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Write a line of the kernel's own. */
  print(line: string): void {
    this.#keep(line);
  }

  #write(terminal: Capability<"Console.T">, line: unknown): void {
    this.#terminals.reveal(terminal, "Console.Write");
    if (typeof line !== "string" || line.length > charactersMax || /[\r\n]/.test(line)) {
      throw new RespinError(
        "RSP_CONSOLE",
        `Console.Write: what is written is one line of at most ${charactersMax} characters; write several`,
      );
    }
    this.#keep(line);
  }

  #keep(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > linesMax) this.#lines.shift();
  }
}
