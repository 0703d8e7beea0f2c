import type { Command as Program } from "commander";
import type { CommandContext } from "../commands/context.ts";

/** A program being described: how to add a command to it, and how a command gets its context and leaves its exit code. */
export interface Cli {
  readonly add: (words: string, about: string) => Program;
  readonly context: (command: Program) => CommandContext;
  readonly exit: (code: number) => void;
}
