import type { ActionKind } from "../../../../schemas/action.ts";
import type { Plan } from "../step.ts";

/** Tell somebody: one message, with the action's id, by which a receiver knows it when it comes twice. */
export function telling(kind: ActionKind): Plan {
  return {
    kinds: [kind],
    steps: async ({ message }) => [
      { step: "message", what: `Tell ${kind} of it`, call: { method: "POST", path: "", body: { ...message } } },
    ],
  };
}
