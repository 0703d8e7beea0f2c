import { Type } from "typebox";
import { AttackTechnique } from "./exported-alert.ts";

const Nullable = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

/** What can raise an alert, and what a tenant set of it. */
export const DetectionsAnswer = Type.Object({
  tenant: Type.String(),
  detections: Type.Array(
    Type.Object({
      id: Type.String(),
      reference: Nullable("Number in the catalogue of detections."),
      name: Type.String(),
      severity: Type.String({ description: "low, medium or high." }),
      kind: Type.String({
        description:
          "What it takes to see it: logs; resource_manager; approximation, where others know more; list, an operator's; usage.",
      }),
      techniques: Type.Array(AttackTechnique),
      feeds: Type.Array(Type.String(), { description: "Kinds of log that it needs." }),
      explanation: Type.String(),
      recommended_actions: Type.Array(Type.String()),
      within_h: Type.Number({ description: "All of the rule holds within so many hours." }),
      rule: Type.Array(Type.String(), { description: "What it asks for, with its thresholds." }),
      settings: Type.Array(
        Type.Object({
          app_id: Nullable("Null: of all apps."),
          state: Type.String({ description: "on or off." }),
          until: Nullable("Off until then; null: for good."),
          sensitivity: Type.String({ description: "low, medium or high." }),
          changed_by: Type.String(),
          note: Type.String(),
        }),
      ),
    }),
  ),
  lists: Type.Array(
    Type.Object({
      list: Type.String(),
      kind: Type.String(),
      values: Type.Number(),
      loaded_at: Nullable("When it was last loaded whole."),
      age_s: Type.Union([Type.Number(), Type.Null()]),
      failure: Nullable("Why the last try failed."),
    }),
  ),
});
