import type { Command as Program } from "commander";
import { INVENTORY_SOURCES, type InventorySource } from "../../schemas/inventory-item.ts";
import { AppError } from "../core/errors.ts";
import type { Cli } from "./cli.ts";
import { nonEmpty, oneOf, spanInOrder, time } from "./option-values.ts";

export function inventoryCommands({ add, context }: Cli): void {
  add("inventory", "apps, their permissions and people: import lists of them, or follow what the logs say of them")
    .argument(
      "<what>",
      "import, or follow: bring consents, credential and app changes from the events",
      oneOf("import", "follow"),
    )
    .argument("[paths...]", "with import: files and folders; - is standard input")
    .option("--source <source>", `with import: ${INVENTORY_SOURCES.join(", ")}`, oneOf(...INVENTORY_SOURCES))
    .option("--tenant <name>", "whose; with import each record's own without it, else default", nonEmpty, "")
    .option("--at <time>", "with import: when the lists were read; now without it", time)
    .option("--part", "with import: these are no whole lists; what is missing is not gone")
    .option("--from <time>", "with follow: beginning of the span, ISO 8601", time)
    .option("--to <time>", "with follow: end of the span, ISO 8601", time)
    .action(async (what: string, paths: string[], words: InventoryWords, command: Program) => {
      const commands = await import("../commands/inventory/inventory.ts");
      const { tenant, from = 0, to = Date.now() } = spanInOrder(words);
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
  add("collect", "read a directory into the inventory: what has changed since the last time, or all of it")
    .argument(
      "<source>",
      "microsoft_graph; the settings TIDEMARK_GRAPH_... say which directory",
      oneOf("microsoft_graph"),
    )
    .option("--whole", "read whole lists, whatever was read before")
    .action(async (_source: string, words: { readonly whole?: boolean }, command: Program) => {
      const { collectCommand } = await import("../commands/collect/collect.ts");
      await collectCommand(context(command), { whole: words.whole ?? false });
    });
}

const DEFAULT_TENANT = "default";
interface InventoryWords {
  readonly source?: string;
  readonly tenant: string;
  readonly at?: number;
  readonly part?: boolean;
  readonly from?: number;
  readonly to?: number;
}
