import { InvalidArgumentError, Command as Program } from "commander";
import type { CommandContext, Terminal } from "./commands/context.ts";
import type { Config } from "./config.ts";
import { AppError } from "./core/errors.ts";

export interface Surroundings {
  readonly config: Config;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** A program being described: how to add a command to it, and how a command gets its context and leaves its exit code. */
interface Cli {
  readonly add: (words: string, about: string) => Program;
  readonly context: (command: Program) => CommandContext;
  readonly exit: (code: number) => void;
}

/** A company with something in it that still loads in a minute or two. */
const DEMO_APPS = "200";
const DEMO_DAYS = "28";
const DAY_MS = 86_400_000;
const LIST_LIMIT = "100";

/** All commands and their options, as a function from the words of a command line to the exit code. */
export function commandLine(surroundings: Surroundings): (words: readonly string[]) => Promise<number> {
  const { config, terminal, signal } = surroundings;
  const state = { exit_code: 0 };
  const program = new Program("tidemark")
    .description(
      "Open app governance: what every OAuth app really does, whether that is normal, and what to do about it.",
    )
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .exitOverride();
  const cli: Cli = {
    add: (words, about) =>
      program
        .command(words)
        .description(about)
        .option("--data <dir>", "folder of the embedded store", config.data_dir)
        .option("--json", "print one JSON document on standard output"),
    context: (command) => {
      const { data, json } = command.opts<{ data: string; json?: boolean }>();
      return { config: { ...config, data_dir: data }, terminal, json: json ?? false, signal };
    },
    exit: (code) => {
      state.exit_code = code;
    },
  };
  for (const describe of [serviceCommands, dataCommands, readingCommands, judgementCommands]) describe(cli);
  return async (words) => {
    await program.parseAsync([...words], { from: "user" });
    return state.exit_code;
  };
}

function serviceCommands({ add, context }: Cli): void {
  add("start", "the service: store, HTTP, jobs").action(async (_options: unknown, command: Program) => {
    const { startCommand } = await import("./commands/serve/start.ts");
    await startCommand(context(command));
  });
  add("demo", "a made-up company with attacks through the whole pipeline")
    .option("--seed <n>", "which company; a random one without it", wholeNumber)
    .option("--end <time>", "the company's last moment, ISO 8601", time)
    .option("--apps <n>", "how many apps", wholeNumber, wholeNumber(DEMO_APPS))
    .option("--days <n>", "how many days", wholeNumber, wholeNumber(DEMO_DAYS))
    .option("--exit", "end after the report instead of leaving the service up")
    .action(async (options: DemoWords, command: Program) => {
      const { demoCommand } = await import("./commands/demo.ts");
      await demoCommand(context(command), {
        ...options,
        end_ms: options.end ?? todayMs(),
        exit: options.exit ?? false,
      });
    });
}

interface DemoWords {
  readonly seed?: number;
  readonly end?: number;
  readonly apps: number;
  readonly days: number;
  readonly exit?: boolean;
}

function dataCommands({ add, context, exit }: Cli): void {
  add("migrate", "bring the store up to date").action(async (_options: unknown, command: Program) => {
    const { migrateCommand } = await import("./commands/migrate.ts");
    await migrateCommand(context(command));
  });
  add("ingest", "store files, folders (gzip too), standard input or a Kafka topic; goes on where it was killed")
    .argument("[paths...]", "files and folders; - is standard input")
    .requiredOption("--source <feed>", "which feed the records are of (docs/cli.md lists them), or auto")
    .option("--tenant <name>", "whose records these are; without it each record's own, else default", "")
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
    .option("--scenario <id...>", "only these scenarios")
    .action(async (options: SimulateWords, command: Program) => {
      const { simulateCommand } = await import("./commands/simulate.ts");
      const { end = todayMs(), scenario = [], ...rest } = options;
      await simulateCommand(context(command), { ...rest, end_ms: end, scenarios: scenario });
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
    const { ingestCommand } = await import("./commands/ingest/ingest.ts");
    return ingestCommand(context, { ...options, paths });
  }
  const { consumeCommand } = await import("./commands/consume/consume.ts");
  return consumeCommand(context, { ...options, topic, until_end: untilEnd });
}

interface SimulateWords {
  readonly out: string;
  readonly seed: number;
  readonly apps: number;
  readonly days: number;
  readonly end?: number;
  readonly tenant: string;
  readonly scenario?: readonly string[];
}

function readingCommands({ add, context }: Cli): void {
  add("sql", "one read-only query, JSON rows")
    .argument("<query>", "a SELECT")
    .action(async (query: string, _options: unknown, command: Program) => {
      const { sqlCommand } = await import("./commands/sql.ts");
      await sqlCommand(context(command), query);
    });
  add("query", "one of queries/ by its name, JSON rows; parameters as --key value")
    .argument("<name>", "the query's name")
    .argument("[parameters...]", "--key value ...")
    .allowUnknownOption()
    .action(async (name: string, words: string[], _options: unknown, command: Program) => {
      const { queryCommand } = await import("./commands/query.ts");
      await queryCommand(context(command), name, words);
    });
  add("quarantine", "what could not be taken and why")
    .argument("<what>", "list", oneOf("list"))
    .option("--tenant <name>", "only this tenant's", "")
    .option("--source <feed>", "only this feed's", "")
    .option("--limit <n>", "how many at most", wholeNumber, wholeNumber(LIST_LIMIT))
    .action(async (_what: string, options: { tenant: string; source: string; limit: number }, command: Program) => {
      const { quarantineListCommand } = await import("./commands/quarantine.ts");
      await quarantineListCommand(context(command), options);
    });
  add("alerts", "alerts as they stand now")
    .argument("<what>", "list", oneOf("list"))
    .option("--tenant <name>", "only this tenant's", "")
    .option("--status <status>", "only with this status", "")
    .option("--severity <severity>", "only of this severity", "")
    .option("--app <app_id>", "only of this app", "")
    .option("--limit <n>", "how many at most", wholeNumber, wholeNumber(LIST_LIMIT))
    .action(async (_what: string, options: AlertsWords, command: Program) => {
      const { alertsListCommand } = await import("./commands/alerts.ts");
      const { app, ...rest } = options;
      await alertsListCommand(context(command), { ...rest, app_id: app });
    });
}

interface AlertsWords {
  readonly tenant: string;
  readonly status: string;
  readonly severity: string;
  readonly app: string;
  readonly limit: number;
}

function judgementCommands({ add, context }: Cli): void {
  add("baseline", "learn what is normal for each app").action(async (_options: unknown, command: Program) => {
    const { baselineCommand } = await import("./commands/baseline.ts");
    await baselineCommand(context(command));
  });
  add("detect", "score what is new; with a span, replay history as if it were live")
    .option("--from <time>", "beginning of the span, ISO 8601", time)
    .option("--to <time>", "end of the span, ISO 8601", time)
    .action(async (options: { from?: number; to?: number }, command: Program) => {
      const { detectCommand } = await import("./commands/detect.ts");
      await detectCommand(context(command), options);
    });
  add("score", "score CSV files (timestamp,value) with the same detector")
    .requiredOption("--in <path>", "a CSV file or a folder of them")
    .requiredOption("--out <path>", "where to write")
    .action(async (options: { in: string; out: string }, command: Program) => {
      const { scoreCommand } = await import("./commands/score.ts");
      await scoreCommand(context(command), options);
    });
  add("evaluate", "found, missed and false alarms against a simulation's truth")
    .requiredOption("--truth <file>", "the truth.json of tidemark simulate")
    .action(async (options: { truth: string }, command: Program) => {
      const { evaluateCommand } = await import("./commands/evaluate.ts");
      await evaluateCommand(context(command), options);
    });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("A whole number is needed.");
  return Number(text);
}

function time(text: string): number {
  const at_ms = Date.parse(text);
  if (Number.isNaN(at_ms)) throw new InvalidArgumentError("A time like 2026-10-05 or 2026-10-05T08:00:00Z is needed.");
  return at_ms;
}

function oneOf(...choices: readonly string[]): (text: string) => string {
  return (text) => {
    if (!choices.includes(text)) throw new InvalidArgumentError(`It is one of: ${choices.join(", ")}.`);
    return text;
  };
}

/** The last midnight (UTC): the same seed gives the same company all day. */
function todayMs(): number {
  return Math.floor(Date.now() / DAY_MS) * DAY_MS;
}
