import type { Command as Program } from "commander";
import type { Cli } from "./cli.ts";
import { LIST_LIMIT, oneOf, wholeNumber } from "./option-values.ts";

export function readingCommands({ add, context }: Cli): void {
  add("sql", "one read-only query, JSON rows")
    .argument("<query>", "a SELECT")
    .action(async (query: string, _options: unknown, command: Program) => {
      const { sqlCommand } = await import("../commands/sql.ts");
      await sqlCommand(context(command), query);
    });
  add("query", "one of queries/ by its name, JSON rows; parameters as --key value")
    .argument("<name>", "the query's name")
    .argument("[parameters...]", "--key value ...")
    .allowUnknownOption()
    .action(async (name: string, words: string[], _options: unknown, command: Program) => {
      const { queryCommand } = await import("../commands/query.ts");
      await queryCommand(context(command), name, words);
    });
  add("quarantine", "what could not be taken and why")
    .argument("<what>", "list", oneOf("list"))
    .option("--tenant <name>", "only this tenant's", "")
    .option("--source <feed>", "only this feed's", "")
    .option("--limit <n>", "how many at most", wholeNumber, wholeNumber(LIST_LIMIT))
    .action(async (_what: string, options: { tenant: string; source: string; limit: number }, command: Program) => {
      const { quarantineListCommand } = await import("../commands/quarantine.ts");
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
      const { alertsListCommand } = await import("../commands/alerts.ts");
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
