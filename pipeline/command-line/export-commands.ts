import type { Command as Program } from "commander";
import type { CommandContext } from "../commands/context.ts";
import { AppError } from "../core/errors.ts";
import type { Cli } from "./cli.ts";
import { oneOf, time } from "./option-values.ts";

export function exportCommands({ add, context, exit }: Cli): void {
  add("export", "send alerts to the SIEM: run, test, replay, list")
    .argument(
      "<what>",
      "run: send what is due, and end; test: send one marked alert; replay: send again; list: how it goes",
      oneOf("run", "test", "replay", "list"),
    )
    .option("--destination <name...>", "only these destinations; all of them without it")
    .option("--since <time>", "with replay: what the store got from this time on, ISO 8601", time)
    .option("--dead-letters", "with list: what was refused, and why; with replay: try that again")
    .action(async (what: string, words: ExportWords, command: Program) => {
      if (!(await runWhat(context(command), what, words))) exit(1);
    });
}

interface ExportWords {
  readonly destination?: readonly string[];
  readonly since?: number;
  readonly deadLetters?: boolean;
}

/** Answers whether all went well. */
async function runWhat(context: CommandContext, what: string, words: ExportWords): Promise<boolean> {
  const { destination: names = [], since, deadLetters = false } = words;
  const commands = await import("../commands/export/export.ts");
  if (what === "test") return commands.exportTestCommand(context, names);
  if (what === "run") await commands.exportRunCommand(context, names);
  else if (what === "list" && deadLetters) await commands.exportDeadLettersCommand(context, names);
  else if (what === "list") await commands.exportListCommand(context, names);
  else if (deadLetters) {
    const { exportReplayDeadLettersCommand } = await import("../commands/export/replay-dead-letters.ts");
    await exportReplayDeadLettersCommand(context, names);
  } else if (since === undefined) throw new AppError("wrong_usage", "export replay needs --since or --dead-letters.");
  else await commands.exportReplayCommand(context, names, since);
  return true;
}
