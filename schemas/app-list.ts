import { type Static, type TOptional, type TSchema, Type } from "typebox";

const amount = Type.Union([Type.Number(), Type.Null()]);
const time = Type.Union([Type.String({ format: "date-time" }), Type.Null()]);
const answer = Type.Union([Type.Boolean(), Type.Null()]);
const texts = Type.Array(Type.String());

const ListedPermission = Type.Object({
  permission: Type.String({ description: "Its name; its id where nobody knows the name." }),
  api: Type.String(),
  api_name: Type.String(),
  type: Type.String({ description: "delegated or application." }),
  level: Type.String({ description: "high, medium or low; empty where the permission is unknown." }),
  consent_type: Type.String({ description: "admin: for everybody." }),
  users: Type.Number({ description: "Who gave it in their own name." }),
  granted_at: time,
  use: Type.String({ description: "used, unused, not_enough_history or unknown." }),
  last_used_at: time,
  smaller: Type.String({ description: "A smaller permission that allows all calls of the last days; else empty." }),
});

/** One app as last judged. Null: nobody said, or no feed gives it. The rules are in docs/app-judgement.md. */
export const ListedApp = Type.Object({
  tenant: Type.String(),
  app_id: Type.String(),
  app_name: Type.String({ description: "As it was given, with whatever is in it; see marks." }),
  status: Type.String({ description: "enabled, disabled..., deleted, or unknown." }),
  risk_score: Type.Number({ description: "1 to 100." }),
  risk_parts: Type.Array(Type.Object({ part: Type.String(), points: Type.Number() })),
  privilege_level: Type.String({ description: "Of the highest permission: high, medium, low, or empty." }),
  highly_privileged: Type.Boolean(),
  overprivileged: Type.String({ description: "yes, no, not_enough_history or unknown." }),
  unused_permissions: texts,
  smaller_permissions: texts,
  permissions: Type.Array(ListedPermission),
  permission_types: texts,
  graph_access: Type.Boolean(),
  other_access: Type.Boolean({ description: "Holds permissions of other APIs than Microsoft Graph." }),
  origin: Type.String({ description: "internal, external or unknown." }),
  home_tenant: Type.String(),
  publisher: Type.String(),
  publisher_verified: answer,
  publisher_domain: Type.String(),
  certification: Type.String(),
  first_party: Type.Boolean(),
  well_known_vendor: Type.String(),
  multitenant: answer,
  consent_type: Type.String({ description: "admin, user, mixed or none." }),
  consent_users: Type.Number({ description: "People who consented in their own name." }),
  reachable_users: amount,
  priority_consent: Type.Boolean(),
  consent_grants_30d: Type.Number(),
  created_at: time,
  last_modified_at: time,
  first_seen_at: time,
  last_used_at: time,
  deleted_at: time,
  unused: Type.Boolean(),
  unused_days: amount,
  new_app: Type.Boolean(),
  in_inventory: Type.Boolean({ description: "False: seen in traffic only." }),
  usage_level: Type.String({ description: "high, medium, low or none." }),
  calls_30d: Type.Number(),
  previous_calls_30d: Type.Number(),
  errors_30d: Type.Number(),
  bytes_read_30d: amount,
  bytes_written_30d: amount,
  previous_bytes_30d: amount,
  users_30d: Type.Number({ description: "An estimate." }),
  sign_ins_30d: Type.Number(),
  sign_in_failures_30d: Type.Number(),
  services: texts,
  sensitivity_labels: texts,
  credentials: Type.Number(),
  credentials_expiring: Type.Number(),
  credentials_expired: Type.Number(),
  credentials_unused: Type.Number(),
  credential_expires_at: time,
  open_alerts: Type.Number(),
  peer_group: Type.String(),
  marks: Type.Array(Type.String(), {
    description: "What is odd about it, such as bidi_name, no_name or clock_skewed (dated in the future).",
  }),
  owners: Type.Array(Type.String(), { description: "As the directory says." }),
  owner: Type.String({ description: "Who answers for it, as people said here; empty: nobody." }),
  decision: Type.String({ description: "approved, limited or banned, as people said here; empty: none, or over." }),
  tags: texts,
  judged_at: time,
});
export type ListedApp = Static<typeof ListedApp>;

export const APP_COLUMNS: readonly string[] = Object.keys(ListedApp.properties);

/** Columns that sort by alphabet; every other one by amount or time. */
export const APP_TEXT_SORTS = [
  "app_name",
  "app_id",
  "publisher",
  "status",
  "origin",
  "certification",
  "peer_group",
] as const;
const APP_NUMBER_SORTS = [
  "risk_score",
  "privilege_level",
  "calls_30d",
  "errors_30d",
  "bytes_30d",
  "bytes_read_30d",
  "bytes_written_30d",
  "users_30d",
  "sign_ins_30d",
  "sign_in_failures_30d",
  "consent_users",
  "consent_grants_30d",
  "reachable_users",
  "open_alerts",
  "unused_days",
  "permissions",
  "created_at",
  "last_modified_at",
  "first_seen_at",
  "last_used_at",
  "credential_expires_at",
] as const;
export const APP_LIST_SORTS = [...APP_TEXT_SORTS, ...APP_NUMBER_SORTS] as const;
export type AppSort = (typeof APP_LIST_SORTS)[number];

/** Filters that take one of several values: any of those given fits. */
export const APP_CHOICES = {
  status: "Status, such as enabled or disabled.",
  privilege_level: "high, medium, low.",
  overprivileged: "yes, no, not_enough_history, unknown: whether permissions are in use.",
  origin: "internal, external, unknown.",
  certification: "certified, attested, none.",
  consent_type: "admin, user, mixed, none.",
  usage_level: "high, medium, low, none.",
  permission_type: "application, delegated: holds one of that type.",
  permission: "Holds one of these permissions.",
  service: "Used one of these in the last 30 days.",
  label: "Touched data with one of these sensitivity labels.",
  tag: "Has one of these tags.",
  owner: "Owned by one of these, as the directory or people here say.",
  decision: "approved, limited, banned, none: what people decided here.",
  publisher: "Published by one of these.",
  peer_group: "In one of these groups of similar apps.",
  mark: "Has one of these marks.",
  api_access: "graph, other: holds permissions of Microsoft Graph, of another API.",
} as const;

/** Filters that are true or false. */
export const APP_FLAGS = {
  highly_privileged: "Holds a high permission for everybody.",
  publisher_verified: "False: not verified, or nobody said so.",
  first_party: "Made by the platform's own maker.",
  well_known_vendor: "Made by a vendor of the list.",
  unused: "Not used for 90 days.",
  new_app: "Registered or first seen within 7 days.",
  in_inventory: "False: seen in traffic only.",
  priority_consent: "A priority account consented.",
  credentials_expiring: "A credential expires within 30 days.",
  credentials_expired: "A credential has expired.",
  credentials_unused: "A credential signed nobody in for 30 days.",
  open_alerts: "Has unresolved alerts.",
  deleted: "True: only deleted apps, false: none of them.",
} as const;

/** Filters by amount: at least and at most. */
const APP_AMOUNTS = [
  "risk_score",
  "calls_30d",
  "bytes_30d",
  "users_30d",
  "consent_users",
  "reachable_users",
  "unused_days",
] as const;
/** Filters by time: from and before. */
const APP_TIMES = ["created_at", "last_modified_at", "last_used_at", "first_seen_at", "credential_expires_at"] as const;

function optional<K extends string, S extends TSchema>(
  names: readonly K[],
  schemaOf: (name: K) => S,
): Record<K, TOptional<S>> {
  // The keys are exactly the names: Object.fromEntries cannot say so.
  return Object.fromEntries(names.map((name) => [name, Type.Optional(schemaOf(name))])) as Record<K, TOptional<S>>;
}

/** The names of a table, as its own type. */
export function namesIn<T extends object>(table: T): readonly (keyof T & string)[] {
  // As above, for Object.keys.
  return Object.keys(table) as (keyof T & string)[];
}

export const APP_BOUNDS = APP_AMOUNTS.flatMap((name) => [`min_${name}`, `max_${name}`] as const);
export const APP_SPANS = APP_TIMES.flatMap((name) => [`${name}_from`, `${name}_before`] as const);

/** The filters of the list of apps, as query parameters and as `--where name=value`. */
export const APP_FILTERS = {
  ...optional(namesIn(APP_CHOICES), (name) =>
    Type.Array(Type.String({ maxLength: 1_000 }), {
      maxItems: 100,
      description: `${APP_CHOICES[name]} Give it again for another value.`,
    }),
  ),
  ...optional(namesIn(APP_FLAGS), (name) => Type.Boolean({ description: APP_FLAGS[name] })),
  ...optional(APP_BOUNDS, (name) => Type.Number({ description: name.startsWith("min_") ? "At least." : "At most." })),
  ...optional(APP_SPANS, () =>
    Type.String({
      description: "ISO 8601 with an offset, a date (UTC) or epoch milliseconds.",
      examples: ["2026-10-05"],
    }),
  ),
};

export const AppFilters = Type.Object(APP_FILTERS, { additionalProperties: false });
export type AppFilters = Static<typeof AppFilters>;
