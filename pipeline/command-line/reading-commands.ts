import type { Command as Program } from "commander";
import type { Cli } from "./cli.ts";
import { LIST_LIMIT, nonEmpty, oneOf, wholeNumber } from "./option-values.ts";

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
  add("quarantine", "what could not be taken and why; or try it again")
    .argument("<what>", "list, or replay: take records through the present mapper again", oneOf("list", "replay"))
    .option("--tenant <name>", "only this tenant's", nonEmpty, "")
    .option("--source <feed>", "only this feed's", nonEmpty, "")
    .option("--reason <reason>", "only those refused for this", nonEmpty, "")
    .option("--position-prefix <place>", "only those whose place begins so", nonEmpty, "")
    .option("--state <state>", "list: open, replayed or all", oneOf("open", "replayed", "all"), "open")
    .option("--limit <n>", "how many at most; replay takes all without it", wholeNumber)
    .action(async (what: string, options: QuarantineWords, command: Program) => {
      const { quarantineListCommand, quarantineReplayCommand } = await import("../commands/quarantine.ts");
      const { positionPrefix, state, limit, ...rest } = options;
      const filter = { ...rest, position_prefix: positionPrefix };
      if (what === "list")
        await quarantineListCommand(context(command), { ...filter, state, limit: limit ?? wholeNumber(LIST_LIMIT) });
      else await quarantineReplayCommand(context(command), { ...filter, limit: limit ?? Number.MAX_SAFE_INTEGER });
    });
}

interface QuarantineWords {
  readonly tenant: string;
  readonly source: string;
  readonly reason: string;
  readonly positionPrefix: string;
  readonly state: string;
  readonly limit?: number;
}
