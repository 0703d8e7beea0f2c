import type { Command as Program } from "commander";
import type { Cli } from "./cli.ts";
import { time } from "./option-values.ts";

export function judgementCommands({ add, context }: Cli): void {
  add("baseline", "learn what is normal for each app").action(async (_options: unknown, command: Program) => {
    const { baselineCommand } = await import("../commands/baseline.ts");
    await baselineCommand(context(command));
  });
  add("detect", "score what is new; with a span, replay history as if it were live")
    .option("--from <time>", "beginning of the span, ISO 8601", time)
    .option("--to <time>", "end of the span, ISO 8601", time)
    .action(async (options: { from?: number; to?: number }, command: Program) => {
      const { detectCommand } = await import("../commands/detect.ts");
      await detectCommand(context(command), options);
    });
  add("score", "score CSV files (timestamp,value) with the same detector")
    .requiredOption("--in <path>", "a CSV file or a folder of them")
    .requiredOption("--out <path>", "where to write")
    .action(async (options: { in: string; out: string }, command: Program) => {
      const { scoreCommand } = await import("../commands/score.ts");
      await scoreCommand(context(command), options);
    });
  add("evaluate", "found, missed and false alarms against a simulation's truth")
    .requiredOption("--truth <file>", "the truth.json of tidemark simulate")
    .action(async (options: { truth: string }, command: Program) => {
      const { evaluateCommand } = await import("../commands/evaluate.ts");
      await evaluateCommand(context(command), options);
    });
}
