import type { Command as Program } from "commander";
import type { CommandContext } from "../commands/context.ts";
import { AppError } from "../core/errors.ts";
import type { Cli } from "./cli.ts";
import { DEMO_APPS, spanInOrder, time, todayMs, wholeNumber } from "./option-values.ts";

export function judgementCommands({ add, context }: Cli): void {
  add("baseline", "learn what is normal for each app").action(async (_options: unknown, command: Program) => {
    const { baselineCommand } = await import("../commands/baseline.ts");
    await baselineCommand(context(command));
  });
  add("detect", "score what is new; with a span, replay history as if it were live")
    .option("--from <time>", "beginning of the span, ISO 8601", time)
    .option("--to <time>", "end of the span, ISO 8601", time)
    .action(async (options: { from?: number; to?: number }, command: Program) => {
      const span = spanInOrder(options);
      const { detectCommand } = await import("../commands/detect.ts");
      await detectCommand(context(command), span);
    });
  add("score", "score CSV files (timestamp,value) with the same detector")
    .requiredOption("--in <path>", "a CSV file or a folder of them")
    .requiredOption("--out <path>", "where to write")
    .action(async (options: { in: string; out: string }, command: Program) => {
      const { scoreCommand } = await import("../commands/score.ts");
      await scoreCommand(context(command), options);
    });
  add("evaluate", "found, missed and false alarms: of this store against a simulation's truth, or of made-up companies")
    .option("--truth <file>", "the truth.json of tidemark simulate, to judge the alerts of this store by")
    .option("--seeds <list>", "make up a company for each of these seeds (1,2,3), in stores of their own", seedList)
    .option("--apps <n>", "with --seeds: how many apps", wholeNumber, wholeNumber(DEMO_APPS))
    .option("--days <n>", "with --seeds: how many days", wholeNumber, EVALUATED_DAYS)
    .option("--end <time>", "with --seeds: the last moment, ISO 8601; the last midnight (UTC) without it", time)
    .option("--scenario, --scenarios <id...>", "with --seeds: ids, or usage, detections, optional, all", ["all"])
    .action(async (options: EvaluateWords, command: Program) => evaluate(context(command), options));
}

/** Two thirds of it are before the first attack: enough to know an app by, and for two weeks of silence. */
const EVALUATED_DAYS = 35;

interface EvaluateWords {
  readonly truth?: string;
  readonly seeds?: readonly number[];
  readonly apps: number;
  readonly days: number;
  readonly end?: number;
  readonly scenarios: readonly string[];
}

async function evaluate(context: CommandContext, { truth, seeds, end, ...company }: EvaluateWords): Promise<void> {
  if (truth !== undefined && seeds === undefined) {
    const { evaluateCommand } = await import("../commands/evaluate/evaluate.ts");
    return evaluateCommand(context, { truth });
  }
  if (truth !== undefined || seeds === undefined)
    throw new AppError(
      "wrong_usage",
      "Name either a truth.json with --truth or the companies to make up with --seeds.",
    );
  const { evaluateSeedsCommand } = await import("../commands/evaluate/evaluate-seeds.ts");
  return evaluateSeedsCommand(context, { seeds, end_ms: end ?? todayMs(), ...company });
}

function seedList(text: string): readonly number[] {
  return text.split(",").map(wholeNumber);
}
