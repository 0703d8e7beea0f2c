import type { Command as Program } from "commander";
import { DECISIONS } from "../../schemas/api-annotations.ts";
import { AppError } from "../core/errors.ts";
import type { Cli } from "./cli.ts";
import { oneOf, time, wholeNumber } from "./option-values.ts";

const DEFAULT_TENANT = "default";

export function annotationCommands({ add, context }: Cli): void {
  add("note", "tags and a note on an app: change them, or show them with who said what")
    .argument("<app>", "any id of the app")
    .option("--tenant <name>", "whose", DEFAULT_TENANT)
    .option("--tag <tag...>", "its tags from now on; once for each")
    .option("--no-tags", "no tags from now on")
    .option("--note <text>", "its note from now on")
    .option("--owner <name>", 'who answers for it from now on; "" takes that back')
    .option(
      "--decision <word>",
      `${DECISIONS.filter((word) => word !== "").join(", ")}; "" takes it back`,
      oneOf(...DECISIONS),
    )
    .option("--decision-until <time>", "until when the decision holds, ISO 8601; none for good", timeOrNone)
    .option("--ticket <address>", "where it was decided")
    .option("--review-days <n>", "it is to be reviewed every so many days; 0 for never", wholeNumber)
    .option("--reviewed", "it was reviewed just now")
    .option("--except <policy>", "a policy that leaves it alone, with --except-until")
    .option("--except-until <time>", "until when, ISO 8601; a time that is past ends it", timeOrNone)
    .option("--except-reason <text>", "why", "")
    .option("--revision <n>", "the revision this was made on; refused when another one stands", wholeNumber)
    .action(async (app_id: string, words: NoteWords, command: Program) => {
      const { noteCommand } = await import("../commands/annotations.ts");
      const { tenant, note, revision, owner, decision, ticket } = words;
      const tags = words.tags ? words.tag : [];
      if ((words.except === undefined) !== (words.exceptUntil === undefined))
        throw new AppError("wrong_usage", "--except and --except-until go together.");
      const said = {
        ...{ tags, note, owner, decision, ticket, decision_until: words.decisionUntil, review_days: words.reviewDays },
        reviewed_at: words.reviewed ? new Date().toISOString() : undefined,
      };
      const { except: policy, exceptUntil: until, exceptReason: reason } = words;
      const exception = policy !== undefined && until ? { policy, until, reason } : undefined;
      await noteCommand(context(command), { tenant, app_id, revision, said, exception });
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
  readonly owner?: string;
  readonly decision?: string;
  readonly decisionUntil?: string | null;
  readonly ticket?: string;
  readonly reviewDays?: number;
  readonly reviewed?: boolean;
  readonly except?: string;
  readonly exceptUntil?: string | null;
  readonly exceptReason: string;
}

function timeOrNone(text: string): string | null {
  return text === "none" ? null : new Date(time(text)).toISOString();
}
