import { type Static, Type } from "typebox";

const amount = Type.Union([Type.Number(), Type.Null()]);

/** What the list of apps can be sorted by: amounts and times largest first, names by alphabet. */
export const APP_SORTS = [
  "calls",
  "errors",
  "error_rate",
  "bytes_read",
  "bytes_written",
  "users",
  "open_alerts",
  "first_seen_at",
  "last_seen_at",
  "app_name",
  "app_id",
] as const;

/** Calls, errors, bytes and users are those of the asked span. Null: no feed gave the value. */
export const AppSummary = Type.Object({
  tenant: Type.String(),
  app_id: Type.String(),
  app_name: Type.String({ description: "The latest name an event gave; empty when none did." }),
  first_seen_at: Type.String({ format: "date-time" }),
  last_seen_at: Type.String({ format: "date-time" }),
  calls: Type.Number(),
  errors: Type.Number(),
  error_rate: Type.Union([Type.Number(), Type.Null()], { description: "errors / calls; null without calls." }),
  bytes_read: amount,
  bytes_written: amount,
  users: Type.Number({ description: "Distinct users, an estimate." }),
  open_alerts: Type.Number({ description: "Alerts that are not resolved, of any time." }),
});

export const AppList = Type.Object({
  from: Type.String({ format: "date-time", description: "The asked span, widened to whole hours." }),
  to: Type.String({ format: "date-time" }),
  apps: Type.Array(AppSummary),
  next_offset: Type.Union([Type.Integer(), Type.Null()], { description: "Null: this is the last page." }),
});

export const USAGE_BUCKETS = ["minute", "hour", "day"] as const;
export type UsageBucket = (typeof USAGE_BUCKETS)[number];

export const USAGE_SPLITS = ["service", "operation_class", "source"] as const;

const splitValue = Type.Union([Type.String(), Type.Null()], { description: "Null unless the usage is split by it." });

export const UsageRow = Type.Object({
  at: Type.String({ format: "date-time", description: "Start of the bucket." }),
  service: splitValue,
  operation_class: splitValue,
  source: splitValue,
  calls: Type.Number(),
  errors: Type.Number(),
  error_rate: amount,
  bytes_read: amount,
  bytes_written: amount,
  rows_read: amount,
  users: Type.Number(),
  resources: Type.Number(),
});

export const AppUsage = Type.Object({
  tenant: Type.String(),
  app_id: Type.String(),
  from: Type.String({ format: "date-time", description: "The asked span, widened to whole buckets." }),
  to: Type.String({ format: "date-time" }),
  bucket: Type.Enum([...USAGE_BUCKETS]),
  split: Type.Union([Type.Enum([...USAGE_SPLITS]), Type.Null()]),
  usage: Type.Array(UsageRow, { description: "Oldest first. A bucket without events is left out." }),
});
export type AppUsage = Static<typeof AppUsage>;
