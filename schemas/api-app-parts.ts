import { type Static, type TProperties, Type } from "typebox";
import { AppInventory } from "./api-app-inventory.ts";

const amount = Type.Union([Type.Number(), Type.Null()], { description: "Null: no feed gives it." });
const maybeTime = Type.Union([Type.String({ format: "date-time" }), Type.Null()]);
const day = Type.String({ format: "date", description: "A day (UTC)." });

export const AppPermission = Type.Object({
  permission: Type.String(),
  type: Type.String({ description: "application or delegated" }),
  api: Type.String(),
  api_name: Type.String(),
  level: Type.String({ description: "high, medium, low or unknown" }),
  use: Type.String({ description: "Whether calls were seen that need it." }),
  last_used_at: maybeTime,
  smaller: Type.String({ description: "A smaller permission that would do; empty where there is none." }),
  consent_type: Type.String(),
  users: Type.Number({ description: "Users who granted it themselves." }),
  granted_at: Type.String({ format: "date-time" }),
});

const before = {
  calls_before: Type.Number(),
  errors_before: Type.Number(),
  bytes_read_before: amount,
  bytes_written_before: amount,
};

const moved = {
  calls: Type.Number(),
  errors: Type.Number(),
  bytes_read: Type.Union([Type.Number(), Type.Null()], { description: "What the app took out." }),
  bytes_written: Type.Union([Type.Number(), Type.Null()], { description: "What the app put in." }),
};

export const DataUsage = Type.Object({
  service: Type.String(),
  resource_type: Type.String({ description: "mail, file, message, record or other" }),
  reads: Type.Number({ description: "Calls that read such resources." }),
  writes: Type.Number({ description: "Calls that wrote or sent some." }),
  ...moved,
  ...before,
});
export type DataUsage = Static<typeof DataUsage>;

export const PriorityDataUsage = Type.Object({ service: Type.String(), ...moved, ...before });

export const USER_SORTS = ["bytes_read", "bytes_written", "calls", "errors"] as const;

export const AppUser = Type.Object({
  user_id: Type.String({ description: "The sign-in name where the directory gives one." }),
  priority: Type.Boolean(),
  ...moved,
  sign_ins: Type.Number(),
  services: Type.Array(Type.String()),
  last_day: day,
});

/** What is counted by value, day by day. */
export const VALUE_ATTRIBUTES = [
  "ip",
  "country",
  "asn",
  "user_agent",
  "failure",
  "sensitivity_label",
  "user_id",
] as const;

export const AppValue = Type.Object({
  value: Type.String(),
  service: Type.Union([Type.String(), Type.Null()]),
  ...moved,
  sign_ins: Type.Number(),
  sign_in_errors: Type.Number(),
  first_day: day,
  last_day: day,
});

export const FirstSeenValue = Type.Object({
  attribute: Type.String(),
  value: Type.String(),
  first_at: Type.String({ format: "date-time" }),
  last_at: Type.String({ format: "date-time" }),
});

export const AlertCount = Type.Object({ status: Type.String(), severity: Type.String(), alerts: Type.Number() });

const place = { tenant: Type.String(), app_id: Type.String() };
const spanFields = {
  from: Type.String({ format: "date-time", description: "The asked span, widened to whole days." }),
  to: Type.String({ format: "date-time" }),
};
const page = {
  next_offset: Type.Union([Type.Integer(), Type.Null()], { description: "Null: this is the last page." }),
};

/** A part of an app's page over a span. */
const part = <Fields extends TProperties>(fields: Fields) => Type.Object({ ...place, ...spanFields, ...fields });

export const AppDataPart = part({
  before_from: Type.String({ format: "date-time", description: "Where the span compared with begins." }),
  data_usage: Type.Array(DataUsage),
});
export const AppPriorityDataPart = part({
  before_from: Type.String({ format: "date-time", description: "Where the span compared with begins." }),
  data_usage: Type.Array(PriorityDataUsage),
});
export const AppUsersPart = part({
  users_in_all: Type.Number(),
  priority_in_all: Type.Number(),
  users: Type.Array(AppUser),
  ...page,
});
export const AppValuesPart = part({
  attribute: Type.Enum([...VALUE_ATTRIBUTES]),
  values: Type.Array(AppValue),
  ...page,
});
export const AppFirstSeenPart = part({ values: Type.Array(FirstSeenValue), ...page });
export const AppSignInsPart = part({
  sign_ins: Type.Number(),
  failures: Type.Number(),
  sign_ins_before: Type.Number({ description: "In the span of equal length before." }),
  failures_before: Type.Number(),
  failure_reasons: Type.Array(AppValue, { description: "The result code, and the reason where the feed gives one." }),
  ips: Type.Array(AppValue, { description: "At most 100, the most sign-ins first; so are the lists below." }),
  countries: Type.Array(AppValue),
  networks: Type.Array(AppValue, { description: "By the number of the autonomous system." }),
  user_agents: Type.Array(AppValue),
});
export const AppPermissionsPart = Type.Object({
  ...place,
  permissions: Type.Array(AppPermission, { description: "As last judged, the highest level first." }),
});
export const AppInventoryPart = Type.Object({
  ...place,
  as_of: Type.String({ format: "date-time" }),
  ...AppInventory.properties,
});
