import { Type } from "typebox";
import { ACTION_KINDS, ActionEvent, ActionRow, PROVIDERS } from "./action.ts";

export const ActionList = Type.Object({
  actions: Type.Array(ActionRow, { description: "The latest first." }),
  next_offset: Type.Union([Type.Integer(), Type.Null()], { description: "Null: this is the last page." }),
});

export const ActionDetail = Type.Object({
  ...ActionRow.properties,
  events: Type.Array(ActionEvent, { description: "Everything that happened to it, in order." }),
});

const reason = Type.String({ maxLength: 2_000, description: "Why, for the record." });
const dry_run = Type.Optional(Type.Boolean({ default: false, description: "Only say what would be done." }));
const closed = { additionalProperties: false } as const;

export const ActionBody = Type.Object(
  {
    kind: Type.Enum([...ACTION_KINDS]),
    reason,
    dry_run,
    user_id: Type.Optional(Type.String({ minLength: 1, description: "With revoke: only what this user granted." })),
    provider: Type.Optional(Type.Enum([...PROVIDERS], { description: "Where nothing says whose app it is." })),
    alert_uid: Type.Optional(Type.String({ maxLength: 200, description: "The alert that it answers." })),
  },
  closed,
);

export const DecisionBody = Type.Object({ state: Type.Enum(["approved", "rejected"]) }, closed);

export const UndoBody = Type.Object({ reason, dry_run }, closed);
