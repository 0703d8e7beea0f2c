import type { Command as Program } from "commander";
import { AppError } from "../core/errors.ts";
import { DEVIATION_METRICS } from "../detect/usage/deviation.ts";
import { FEEDBACK_KINDS, type FeedbackKind } from "../stats/usage/said-windows.ts";
import type { Cli } from "./cli.ts";
import { oneOf, time } from "./option-values.ts";

const DEFAULT_TENANT = "default";

/** What people tell the detector. */
export function detectionSettingsCommands({ add, context }: Cli): void {
  add("feedback", "mute windows of usage, or say that they were maintenance, expected or not: add, list, remove")
    .argument("<what>", "add, list or remove", oneOf("add", "list", "remove"))
    .argument("[id]", "with remove: which, as list shows it")
    .option("--tenant <name>", "whose", DEFAULT_TENANT)
    .option("--kind <kind>", `with add: ${FEEDBACK_KINDS.join(", ")}`, oneOf(...FEEDBACK_KINDS))
    .option("--app <id>", "with add: any id of one app; without it, all")
    .option("--source <feed>", "with add: one feed; without it, all")
    .option(
      "--metric <metric>",
      `with add: one of ${DEVIATION_METRICS.join(", ")}; without it, all`,
      oneOf(...DEVIATION_METRICS),
    )
    .option("--from <time>", "with add: beginning of the first window, ISO 8601", time)
    .option("--to <time>", "with add: end of the last one", time)
    .option("--reason <text>", "with add: why, for whoever reads it later", "")
    .option("--history", "with list: with what was taken back, and who said what when")
    .option("--no-rescore", "leave windows as they are that were scored before")
    .action(async (what: string, id: string | undefined, words: FeedbackOptions, command: Program) => {
      const commands = await import("../commands/feedback.ts");
      const { tenant, rescore } = words;
      if (what === "list")
        return commands.feedbackListCommand(context(command), { tenant, history: words.history === true });
      if (what === "add") return commands.feedbackAddCommand(context(command), added(words));
      if (id === undefined)
        throw new AppError("wrong_usage", "feedback remove takes an id, as feedback list shows it.");
      return commands.feedbackRemoveCommand(context(command), { tenant, feedback_id: id, rescore });
    });
  add("calendar", "the time zone and the public holidays that a tenant lives by: list, set")
    .argument("<what>", "list or set", oneOf("list", "set"))
    .option("--tenant <name>", "whose", DEFAULT_TENANT)
    .option("--time-zone <zone>", "with set: an IANA name like Europe/Berlin", "UTC")
    .option("--country <code>", "with set: whose public holidays, like DE; without it, none", "")
    .option("--region <code>", "with set: a part of the country with holidays of its own, like BY", "")
    .action(async (what: string, words: CalendarOptions, command: Program) => {
      const { calendarListCommand, calendarSetCommand } = await import("../commands/calendar.ts");
      const { tenant, timeZone: time_zone, country, region } = words;
      if (what === "list") return calendarListCommand(context(command));
      return calendarSetCommand(context(command), { tenant, time_zone, country, region });
    });
}

interface FeedbackOptions {
  readonly tenant: string;
  readonly kind?: FeedbackKind;
  readonly app?: string;
  readonly source?: string;
  readonly metric?: string;
  readonly from?: number;
  readonly to?: number;
  readonly reason: string;
  readonly history?: boolean;
  readonly rescore: boolean;
}

interface CalendarOptions {
  readonly tenant: string;
  readonly timeZone: string;
  readonly country: string;
  readonly region: string;
}

function added({ kind, from, to, history: _, ...words }: FeedbackOptions) {
  if (kind === undefined || from === undefined || to === undefined)
    throw new AppError("wrong_usage", "feedback add needs --kind, --from and --to.");
  return { ...words, kind, from_ms: from, to_ms: to };
}
