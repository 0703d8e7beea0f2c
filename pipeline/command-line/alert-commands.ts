import type { Command as Program } from "commander";
import { ALERT_WORDS } from "../../schemas/api-alerts.ts";
import type { CommandContext } from "../commands/context.ts";
import { AppError } from "../core/errors.ts";
import type { Cli } from "./cli.ts";
import { LIST_LIMIT, oneOf, wholeNumber } from "./option-values.ts";

export function alertCommands({ add, context }: Cli): void {
  add(
    "alerts",
    "alerts as they stand, one in plain words, those like it, what people make of them, rules that hide some",
  )
    .argument("<what>", Object.keys(ACTIONS).join(", "), oneOf(...Object.keys(ACTIONS)))
    .argument("[word]", "with list: nothing; with tune: the rule's name; else the alert's uid")
    .option("--tenant <name>", "only this tenant's; with tune whose (default)", "")
    .option("--status <status>", `with list only those; with set: ${ALERT_WORDS.status.join(", ")}`)
    .option("--severity <severity>", "with list only those; with tune: its pattern")
    .option("--detection <id>", "with list only those; with tune: its pattern")
    .option("--app <app_id>", "with list only of this app; with tune: its pattern")
    .option("--classification <word>", 'with list only those; with set: what people call it; "" takes it back')
    .option("--determination <word>", "with set: what it was")
    .option("--assignee <name>", "with list only those; with set: who works on it")
    .option("--comment <text>", "with set: what to write with it")
    .option(
      "--revision <n>",
      "with set and tune: the revision this was made on; refused when another stands",
      wholeNumber,
    )
    .option("--hidden", "with list: those too that a rule hides")
    .option("--feed <source>", "with tune: its pattern")
    .option("--title <words>", "with tune: a part of the title")
    .option("--until <time>", "with tune: it hides nothing from then on, ISO 8601")
    .option("--reason <text>", "with tune: why")
    .option("--preview", "with tune: only show which past alerts it would hide")
    .option("--off", "with tune: switch the rule off")
    .option("--limit <n>", "with list: how many at most", wholeNumber, wholeNumber(LIST_LIMIT))
    .action(async (what: string, word: string | undefined, words: Words, command: Program) => {
      await ACTIONS[what]?.(context(command), word, words);
    });
}

interface Words {
  readonly tenant: string;
  readonly status?: string;
  readonly severity?: string;
  readonly detection?: string;
  readonly app?: string;
  readonly classification?: string;
  readonly determination?: string;
  readonly assignee?: string;
  readonly comment?: string;
  readonly revision?: number;
  readonly hidden?: boolean;
  readonly feed?: string;
  readonly title?: string;
  readonly until?: string;
  readonly reason?: string;
  readonly preview?: boolean;
  readonly off?: boolean;
  readonly limit: number;
}

type Action = (context: CommandContext, word: string | undefined, words: Words) => Promise<void>;

const ACTIONS: Readonly<Record<string, Action>> = {
  list: async (context, _word, words) => {
    const { tenant, status = "", severity = "", detection = "", app: app_id = "", limit, hidden = false } = words;
    const { classification = "", assignee = "" } = words;
    const { alertsListCommand } = await import("../commands/alerts.ts");
    const options = { tenant, status, severity, detection, app_id, classification, assignee, hidden, limit };
    await alertsListCommand(context, options);
  },
  show: async (context, word, { tenant }) => {
    const { alertsShowCommand } = await import("../commands/alerts.ts");
    await alertsShowCommand(context, uidOf(word), tenant);
  },
  similar: async (context, word, { tenant }) => {
    const { alertsSimilarCommand } = await import("../commands/alerts.ts");
    await alertsSimilarCommand(context, uidOf(word), tenant);
  },
  "draft-policy": async (context, word, { tenant }) => {
    const { alertsDraftCommand } = await import("../commands/alerts.ts");
    await alertsDraftCommand(context, uidOf(word), tenant);
  },
  set: async (context, word, words) => {
    const { tenant, status, classification, determination, assignee, comment, revision } = words;
    for (const name of ["status", "classification", "determination"] as const) refuseWord(name, words[name]);
    const { alertsSetCommand } = await import("../commands/alerts.ts");
    const asked = { tenant, status, classification, determination, assignee, comment, revision };
    await alertsSetCommand(context, { uid: uidOf(word), ...asked });
  },
  tune: async (context, name = "", words) => {
    const { detection, app: app_id, feed: source, severity, title, revision, reason = "", preview = false } = words;
    if (name !== "" && !preview && reason === "") throw new AppError("wrong_usage", "alerts tune NAME needs --reason.");
    const patterns = { detection, app_id, source, severity, title };
    const state = words.off ? ("off" as const) : ("on" as const);
    const { alertsTuneCommand } = await import("../commands/tuning.ts");
    const tenant = words.tenant || "default";
    await alertsTuneCommand(context, {
      tenant,
      name,
      ...patterns,
      state,
      reason,
      revision,
      preview,
      until_at: words.until,
    });
  },
};

function uidOf(word: string | undefined): string {
  if (word === undefined) throw new AppError("wrong_usage", "This takes the uid of an alert; alerts list shows them.");
  return word;
}

function refuseWord(name: keyof typeof ALERT_WORDS, given: string | undefined): void {
  const known: readonly string[] = ALERT_WORDS[name];
  if (given === undefined || known.includes(given)) return;
  throw new AppError("wrong_usage", `--${name} is one of: ${known.filter((word) => word !== "").join(", ")}.`);
}
