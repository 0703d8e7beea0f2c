import type { Command as Program } from "commander";
import { INVENTORY_SOURCES, type InventorySource } from "../../schemas/inventory-item.ts";
import { AppError } from "../core/errors.ts";
import type { Cli } from "./cli.ts";
import { LIST_LIMIT, oneOf, time, wholeNumber } from "./option-values.ts";

export function inventoryCommands({ add, context }: Cli): void {
  add("inventory", "apps, their permissions and people: import lists of them, or follow what the logs say of them")
    .argument(
      "<what>",
      "import, or follow: bring consents, credential and app changes from the events",
      oneOf("import", "follow"),
    )
    .argument("[paths...]", "with import: files and folders; - is standard input")
    .option("--source <source>", `with import: ${INVENTORY_SOURCES.join(", ")}`, oneOf(...INVENTORY_SOURCES))
    .option("--tenant <name>", "whose; with import each record's own without it, else default", "")
    .option("--at <time>", "with import: when the lists were read; now without it", time)
    .option("--part", "with import: these are no whole lists; what is missing is not gone")
    .option("--from <time>", "with follow: beginning of the span, ISO 8601", time)
    .option("--to <time>", "with follow: end of the span, ISO 8601", time)
    .action(async (what: string, paths: string[], words: InventoryWords, command: Program) => {
      const commands = await import("../commands/inventory/inventory.ts");
      const { tenant, from = 0, to = Date.now() } = words;
      if (what === "follow")
        return commands.inventoryFollowCommand(context(command), {
          tenant: tenant || DEFAULT_TENANT,
          from_ms: from,
          to_ms: to,
        });
      const source = INVENTORY_SOURCES.find((known): known is InventorySource => known === words.source);
      if (source === undefined || paths.length === 0)
        throw new AppError("wrong_usage", "inventory import needs --source and files (- is standard input).");
      const options = { paths, source, tenant, at_ms: words.at, part: words.part ?? false };
      await commands.inventoryImportCommand(context(command), options);
    });
  add("apps", "the apps of a tenant, or one of them with its history")
    .argument("<what>", "list or show", oneOf("list", "show"))
    .argument("[app]", "with show: any id of the app")
    .option("--tenant <name>", "whose", DEFAULT_TENANT)
    .option("--at <time>", "as of this time, ISO 8601; a day stands for its end; now without it", timeOrDay)
    .option("--search <words>", "with list: only those with this in name or id", "")
    .option("--limit <n>", "with list: how many at most", wholeNumber, wholeNumber(LIST_LIMIT))
    .action(async (what: string, app: string | undefined, words: AppsWords, command: Program) => {
      const commands = await import("../commands/apps/apps.ts");
      const { tenant, search, limit, at: until_ms = Date.now() } = words;
      if ((what === "show") !== (app !== undefined))
        throw new AppError("wrong_usage", "apps show takes one id of an app; apps list takes none.");
      if (app === undefined) return commands.appsListCommand(context(command), { tenant, until_ms, search, limit });
      await commands.appsShowCommand(context(command), { tenant, app_id: app, until_ms });
    });
}

const DEFAULT_TENANT = "default";
const LAST_MS_OF_DAY = 86_399_999;

function timeOrDay(text: string): number {
  const at_ms = time(text);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? at_ms + LAST_MS_OF_DAY : at_ms;
}

interface InventoryWords {
  readonly source?: string;
  readonly tenant: string;
  readonly at?: number;
  readonly part?: boolean;
  readonly from?: number;
  readonly to?: number;
}

interface AppsWords {
  readonly tenant: string;
  readonly at?: number;
  readonly search: string;
  readonly limit: number;
}
