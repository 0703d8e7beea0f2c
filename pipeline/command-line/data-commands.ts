import type { Command as Program } from "commander";
import type { CommandContext } from "../commands/context.ts";
import { AppError } from "../core/errors.ts";
import type { Cli } from "./cli.ts";
import { DEMO_APPS, DEMO_DAYS, nonEmpty, time, todayMs, wholeNumber } from "./option-values.ts";

export function dataCommands({ add, context, exit }: Cli): void {
  add("migrate", "bring the store up to date").action(async (_options: unknown, command: Program) => {
    const { migrateCommand } = await import("../commands/migrate.ts");
    await migrateCommand(context(command));
  });
  add("ingest", "store files, folders (gzip too), standard input or a Kafka topic; goes on where it was killed")
    .argument("[paths...]", "files and folders; - is standard input")
    .requiredOption("--source <feed>", "which feed the records are of (docs/cli.md lists them), or auto")
    .option("--tenant <name>", "whose records these are; without it each record's own, else default", nonEmpty, "")
    .option("--topic <name>", "read this Kafka topic until stopped, instead of files")
    .option("--until-end", "with --topic: stop at the end that the topic has now")
    .action(async (paths: string[], options: IngestWords, command: Program) => {
      exit(await ingest(context(command), paths, options));
    });
  add("simulate", "make up a company: events, apps, and the truth about planted attacks")
    .requiredOption("--out <dir>", "where to write")
    .option("--seed <n>", "which company", wholeNumber, 1)
    .option("--apps <n>", "how many apps", wholeNumber, wholeNumber(DEMO_APPS))
    .option("--days <n>", "how many days", wholeNumber, wholeNumber(DEMO_DAYS))
    .option("--end <time>", "the last moment, ISO 8601; the last midnight (UTC) without it", time)
    .option("--tenant <name>", "the company's name", "contoso")
    .option("--scenario, --scenarios <id...>", "only these: ids, or usage, detections, optional, all")
    .action(async (options: SimulateWords, command: Program) => {
      const { simulateCommand } = await import("../commands/simulate.ts");
      const { end = todayMs(), scenarios = [], ...rest } = options;
      await simulateCommand(context(command), { ...rest, end_ms: end, scenarios });
    });
}

interface IngestWords {
  readonly source: string;
  readonly tenant: string;
  readonly topic?: string;
  readonly untilEnd?: boolean;
}

async function ingest(context: CommandContext, paths: readonly string[], words: IngestWords): Promise<number> {
  const { topic, untilEnd = false, ...options } = words;
  if ((topic === undefined) === (paths.length === 0))
    throw new AppError("wrong_usage", "Name either files and folders (- is standard input) or a topic with --topic.");
  if (topic === undefined) {
    const { ingestCommand } = await import("../commands/ingest/ingest.ts");
    return ingestCommand(context, { ...options, paths });
  }
  const { consumeCommand } = await import("../commands/consume/consume.ts");
  return consumeCommand(context, { ...options, topic, until_end: untilEnd });
}

interface SimulateWords {
  readonly out: string;
  readonly seed: number;
  readonly apps: number;
  readonly days: number;
  readonly end?: number;
  readonly tenant: string;
  readonly scenarios?: readonly string[];
}
