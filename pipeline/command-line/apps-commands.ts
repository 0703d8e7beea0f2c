import { InvalidArgumentError, type Command as Program } from "commander";
import { ACTION_STATES, PROVIDERS } from "../../schemas/action.ts";
import { APP_LIST_SORTS, type AppSort } from "../../schemas/app-list.ts";
import type { ActionWords } from "../commands/apps/apps-actions.ts";
import { isDescending } from "../core/apps/pages.ts";
import { AppError } from "../core/errors.ts";
import { DOING, runActions, runDoing } from "./action-commands.ts";
import type { Cli } from "./cli.ts";
import { LIST_LIMIT, oneOf, time, wholeNumber } from "./option-values.ts";

export function appsCommands({ add, context }: Cli): void {
  add("apps", "the apps of a tenant, one with its history, judging them, well-known ones, or what is done about them")
    .argument("<what>", `${WHAT.join(", ")}`, oneOf(...WHAT))
    .argument(
      "[word]",
      "with show, disable, enable, revoke: any id of the app; with known: list, add, remove; with actions: list, show, approve, reject, undo",
    )
    .argument("[id]", "with actions: the action's id; with actions list: only those on this app")
    .option("--tenant <name>", "whose; judge takes all tenants without it, known says it of all", "")
    .option("--at <time>", "as of this time, ISO 8601; a day stands for its end; now without it", timeOrDay)
    .option("--search <words>", "with list: only those with this in name or id", "")
    .option(
      "--where <filter>",
      "with list: name=value, as the filters of GET /v1/apps; may be given again; help shows them",
      collected,
      [],
    )
    .option("--sort <column>", "with list: by what", sortName, "risk_score")
    .option("--order <order>", "with list: asc or desc", oneOf("asc", "desc"))
    .option(
      "--format <format>",
      "with list: table, csv or ndjson; the last two write all apps",
      oneOf("table", "csv", "ndjson"),
      "table",
    )
    .option("--limit <n>", "with list: how many at most", wholeNumber, wholeNumber(LIST_LIMIT))
    .option(
      "--match <match>",
      "with known: by app_id, home_tenant, publisher_domain or publisher",
      oneOf("app_id", "home_tenant", "publisher_domain", "publisher"),
    )
    .option("--value <value>", "with known: which")
    .option("--kind <kind>", "with known add: first_party, vendor or none", oneOf("first_party", "vendor", "none"))
    .option("--vendor <name>", "with known add: the vendor's name", "")
    .option("--reason <text>", "with disable, enable, revoke and actions undo: why, for the record", "")
    .option("--dry-run", "with the same: only say what would be done")
    .option("--user <id>", "with revoke: only what this user granted")
    .option("--provider <name>", `with the same: ${PROVIDERS.join(", ")}; known mostly`, oneOf(...PROVIDERS))
    .option("--state <state>", "with actions list: only those", oneOf("", ...ACTION_STATES), "")
    .action(
      async (
        what: string,
        word: string | undefined,
        id: string | undefined,
        words: AppsWords & ActionOptions,
        command: Program,
      ) => {
        if (what === "actions") return runActions(context(command), [word, id], actionWords(words));
        if (what in DOING) return runDoing(context(command), what, word, actionWords(words));
        await ACTIONS[what]?.(context(command), word, words);
      },
    );
}

const WHAT = ["list", "show", "judge", "known", ...Object.keys(DOING), "actions"];

interface ActionOptions {
  readonly reason: string;
  readonly dryRun?: boolean;
  readonly user?: string;
  readonly provider?: string;
  readonly state: string;
}

function actionWords({ tenant, limit, ...words }: AppsWords & ActionOptions): ActionWords {
  const { reason, dryRun: dry_run = false, user: user_id, state } = words;
  const provider = PROVIDERS.find((known) => known === words.provider);
  return { tenant: tenant || DEFAULT_TENANT, reason, dry_run, user_id, provider, state, limit };
}

type Context = ReturnType<Cli["context"]>;
type Action = (context: Context, word: string | undefined, words: AppsWords) => Promise<void>;

const ACTIONS: Readonly<Record<string, Action>> = {
  list: async (context, word, words) => {
    if (word !== undefined) throw new AppError("wrong_usage", "apps list takes no app; apps show takes one.");
    const { appsListCommand } = await import("../commands/apps/apps-list.ts");
    const { search, where, sort, format, limit, at: until_ms } = words;
    const descending = words.order === undefined ? isDescending(sort) : words.order === "desc";
    const tenant = words.tenant || DEFAULT_TENANT;
    await appsListCommand(context, { tenant, until_ms, search, where, sort, descending, format, limit });
  },
  show: async (context, word, { tenant, at: until_ms = Date.now() }) => {
    if (word === undefined) throw new AppError("wrong_usage", "apps show takes one id of an app.");
    const { appsShowCommand } = await import("../commands/apps/apps-show.ts");
    await appsShowCommand(context, { tenant: tenant || DEFAULT_TENANT, app_id: word, until_ms });
  },
  judge: async (context, _word, { tenant, at: at_ms }) => {
    const { appsJudgeCommand } = await import("../commands/apps/apps-judge.ts");
    await appsJudgeCommand(context, { tenant, at_ms });
  },
  known: async (context, word, { tenant, match, value, kind, vendor }) => {
    const commands = await import("../commands/apps/apps-known.ts");
    if (word === undefined || word === "list") return commands.appsKnownCommand(context, { tenant });
    const is_add = word === "add" && kind !== undefined;
    if ((!is_add && word !== "remove") || match === undefined || value === undefined)
      throw new AppError(
        "wrong_usage",
        "apps known add needs --match, --value and --kind; remove needs the first two.",
      );
    await commands.appsSayKnownCommand(context, { tenant, match, value, kind: is_add ? kind : "", vendor });
  },
};

const DEFAULT_TENANT = "default";
const LAST_MS_OF_DAY = 86_399_999;

function timeOrDay(text: string): number {
  const at_ms = time(text);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? at_ms + LAST_MS_OF_DAY : at_ms;
}

function collected(word: string, before: readonly string[]): readonly string[] {
  return [...before, word];
}

function sortName(text: string): AppSort {
  const found = APP_LIST_SORTS.find((name) => name === text);
  if (found === undefined) throw new InvalidArgumentError(`It is one of: ${APP_LIST_SORTS.join(", ")}.`);
  return found;
}

interface AppsWords {
  readonly tenant: string;
  readonly at?: number;
  readonly search: string;
  readonly where: readonly string[];
  readonly sort: AppSort;
  readonly order?: string;
  readonly format: "table" | "csv" | "ndjson";
  readonly limit: number;
  readonly match?: string;
  readonly value?: string;
  readonly kind?: string;
  readonly vendor: string;
}
