import type { Command as Program } from "commander";
import { AppError } from "../core/errors.ts";
import type { Cli } from "./cli.ts";
import { oneOf, wholeNumber } from "./option-values.ts";

const DEFAULT_TENANT = "default";

export function annotationCommands({ add, context }: Cli): void {
  add("note", "tags and a note on an app: change them, or show them with who said what")
    .argument("<app>", "any id of the app")
    .option("--tenant <name>", "whose", DEFAULT_TENANT)
    .option("--tag <tag...>", "its tags from now on; once for each")
    .option("--no-tags", "no tags from now on")
    .option("--note <text>", "its note from now on")
    .option("--revision <n>", "the revision this was made on; refused when another one stands", wholeNumber)
    .action(async (app_id: string, words: NoteWords, command: Program) => {
      const { noteCommand } = await import("../commands/annotations.ts");
      const { tenant, note, revision } = words;
      const tags = words.tags ? words.tag : [];
      await noteCommand(context(command), { tenant, app_id, tags, note, revision });
    });
  add("priority-accounts", "accounts whose data matters more: list, add, remove")
    .argument("<what>", "list, add or remove", oneOf("list", "add", "remove"))
    .argument("[users...]", "with add and remove: sign-in names or directory ids")
    .option("--tenant <name>", "whose", DEFAULT_TENANT)
    .action(async (what: string, user_ids: string[], words: { readonly tenant: string }, command: Program) => {
      if ((what === "list") !== (user_ids.length === 0))
        throw new AppError("wrong_usage", "priority-accounts add and remove take users; list takes none.");
      const { priorityAccountsCommand } = await import("../commands/annotations.ts");
      await priorityAccountsCommand(context(command), { tenant: words.tenant, what, user_ids });
    });
}

interface NoteWords {
  readonly tenant: string;
  readonly tag?: string[];
  readonly tags: boolean;
  readonly note?: string;
  readonly revision?: number;
}
