import { type Static, Type } from "typebox";
import { ACTOR_TYPES, EVENT_KINDS, OUTCOMES } from "./event-words.ts";

export type EventKind = (typeof EVENT_KINDS)[number];
export type Outcome = (typeof OUTCOMES)[number];
export type ActorType = (typeof ACTOR_TYPES)[number];

const text = Type.Union([Type.String(), Type.Null()]);
const amount = Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]);

/**
 * The common event: one JSON document a line. `event_id`, `at` and `kind` are required; anything else may be
 * missing or null. A value the feed does not give is null, never 0.
 */
export const CommonEvent = Type.Object({
  event_id: Type.String({
    minLength: 1,
    description: "Unique within tenant and source; copies of one event carry the same id.",
  }),
  at: Type.Union([Type.String(), Type.Integer()], {
    description: "When it happened: ISO 8601 with an offset, or epoch milliseconds.",
  }),
  kind: Type.Enum([...EVENT_KINDS]),
  tenant: Type.Optional(text),
  app_id: Type.Optional(text),
  app_name: Type.Optional(text),
  user_id: Type.Optional(text),
  actor_type: Type.Optional(Type.Union([Type.Enum([...ACTOR_TYPES]), Type.Null()])),
  operation: Type.Optional(text),
  operation_class: Type.Optional(text),
  method: Type.Optional(text),
  service: Type.Optional(text),
  resource: Type.Optional(text),
  outcome: Type.Optional(Type.Union([Type.Enum([...OUTCOMES]), Type.Null()])),
  status_code: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
  bytes_read: Type.Optional(amount),
  bytes_written: Type.Optional(amount),
  rows_read: Type.Optional(amount),
  ip: Type.Optional(text),
  country: Type.Optional(text),
  asn: Type.Optional(amount),
  user_agent: Type.Optional(text),
  duration_ms: Type.Optional(Type.Union([Type.Number({ minimum: 0 }), Type.Null()])),
  count: Type.Optional(amount),
  details: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
});
export type CommonEvent = Static<typeof CommonEvent>;
