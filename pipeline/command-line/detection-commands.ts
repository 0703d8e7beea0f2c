import type { Command as Program } from "commander";
import { AppError } from "../core/errors.ts";
import type { Cli } from "./cli.ts";
import { oneOf, time } from "./option-values.ts";

const DEFAULT_TENANT = "default";

export function detectionCommands({ add, context }: Cli): void {
  add("detections", "what can raise an alert: list, show, set; lists of known-bad things it goes by, and load them")
    .argument("<what>", "list, show, set, lists or load", oneOf("list", "show", "set", "lists", "load"))
    .argument("[id]", "with show and set: a detection")
    .option("--tenant <name>", "whose", DEFAULT_TENANT)
    .option("--app <id>", "with set: of this app only", "")
    .option("--state <state>", "with set: on or off", oneOf("on", "off"))
    .option("--until <time>", "with set --state off: on again from then, ISO 8601", time)
    .option("--sensitivity <level>", "with set: low, medium or high", oneOf("low", "medium", "high"))
    .option("--note <text>", "with set: why", "")
    .action(async (what: string, id: string | undefined, words: Words, command: Program) => {
      const commands = await import("../commands/detections/detections.ts");
      const { tenant, app, state, until, sensitivity, note } = words;
      if (what === "list") return commands.detectionsListCommand(context(command), { tenant });
      if (what === "lists") return commands.detectionsListsCommand(context(command));
      if (what === "load") return commands.detectionsLoadCommand(context(command));
      if (id === undefined) throw new AppError("wrong_usage", `detections ${what} takes the id of a detection.`);
      if (what === "show") return commands.detectionsShowCommand(context(command), id, { tenant });
      const setting = { tenant, app_id: app, state, until_ms: until, sensitivity, note };
      return commands.detectionsSetCommand(context(command), id, setting);
    });
}

interface Words {
  readonly tenant: string;
  readonly app: string;
  readonly state?: string;
  readonly until?: number;
  readonly sensitivity?: string;
  readonly note: string;
}
