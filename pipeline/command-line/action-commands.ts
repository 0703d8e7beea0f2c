import type { ActionKind } from "../../schemas/action.ts";
import type { ActionWords } from "../commands/apps/apps-actions.ts";
import type { CommandContext } from "../commands/context.ts";
import { AppError } from "../core/errors.ts";

type Action = (context: CommandContext, id: string, words: ActionWords) => Promise<void>;

/** `apps WHAT APP`: what is done about an app. */
export const DOING: Readonly<Record<string, ActionKind>> = {
  disable: "disable_app",
  enable: "enable_app",
  revoke: "revoke",
  notify: "notify",
  webhook: "webhook",
};

export async function runDoing(context: CommandContext, what: string, id: string | undefined, words: ActionWords) {
  const kind = DOING[what];
  if (id === undefined || kind === undefined) throw new AppError("wrong_usage", `apps ${what} takes one id of an app.`);
  const { appsDoCommand } = await import("../commands/apps/apps-actions.ts");
  await appsDoCommand(context, kind, id, words);
}

/** `apps actions WHAT ID` */
export async function runActions(
  context: CommandContext,
  [what = "list", id]: readonly (string | undefined)[],
  words: ActionWords,
): Promise<void> {
  if (what === "list") {
    const { appsActionsCommand } = await import("../commands/apps/apps-actions.ts");
    return appsActionsCommand(context, words, id ?? "");
  }
  const action = ACTIONS[what];
  if (!action) throw new AppError("wrong_usage", `apps actions takes list, ${Object.keys(ACTIONS).join(", ")}.`);
  if (id === undefined) throw new AppError("wrong_usage", `apps actions ${what} takes the id of an action.`);
  await action(context, id, words);
}

const ACTIONS: Readonly<Record<string, Action>> = {
  show: async (context, id, words) => {
    const { appsActionCommand } = await import("../commands/apps/apps-actions.ts");
    await appsActionCommand(context, id, words);
  },
  approve: async (context, id, words) => {
    const { appsDecideCommand } = await import("../commands/apps/apps-actions.ts");
    await appsDecideCommand(context, id, "approved", words);
  },
  reject: async (context, id, words) => {
    const { appsDecideCommand } = await import("../commands/apps/apps-actions.ts");
    await appsDecideCommand(context, id, "rejected", words);
  },
  undo: async (context, id, words) => {
    const { appsUndoCommand } = await import("../commands/apps/apps-actions.ts");
    await appsUndoCommand(context, id, words);
  },
};
