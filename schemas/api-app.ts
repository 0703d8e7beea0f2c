import { type Static, Type } from "typebox";
import { AppAnnotation } from "./api-annotations.ts";
import { AlertCount, DataUsage, FirstSeenValue } from "./api-app-parts.ts";

const amount = Type.Union([Type.Number(), Type.Null()], { description: "Null: no feed gives it." });
const maybeTime = Type.Union([Type.String({ format: "date-time" }), Type.Null()]);
const maybeFlag = Type.Union([Type.Boolean(), Type.Null()]);
const texts = Type.Array(Type.String());
const time = Type.String({ format: "date-time" });

const identity = {
  app_name: Type.String(),
  status: Type.String(),
  origin: Type.String(),
  home_tenant: Type.String(),
  multitenant: maybeFlag,
  publisher: Type.String(),
  publisher_verified: maybeFlag,
  publisher_domain: Type.String(),
  certification: Type.String(),
  marks: Type.Array(Type.String(), { description: "What is odd about the name." }),
  in_inventory: Type.Boolean({ description: "False: only traffic shows this app." }),
  first_party: Type.Boolean(),
  well_known_vendor: Type.String(),
  owners: texts,
  tags: texts,
};

const times = {
  created_at: maybeTime,
  last_modified_at: maybeTime,
  first_seen_at: maybeTime,
  last_used_at: maybeTime,
  deleted_at: maybeTime,
  first_consented_at: maybeTime,
};

const rights = {
  privilege_level: Type.String(),
  highly_privileged: Type.Boolean(),
  overprivileged: Type.String(),
  unused: Type.Boolean(),
  unused_days: amount,
  new_app: Type.Boolean(),
  permission_types: texts,
  graph_access: Type.Boolean(),
  other_access: Type.Boolean(),
  permissions: Type.Number(),
  high_permissions: Type.Number(),
  unused_permissions: texts,
  smaller_permissions: texts,
  consent_type: Type.String(),
  consent_users: Type.Number(),
  reachable_users: Type.Union([Type.Number(), Type.Null()], { description: "Users whose data the app can reach." }),
  priority_consent: Type.Boolean({ description: "A priority account has consented." }),
  credentials: Type.Number(),
  credentials_expiring: Type.Number(),
  credentials_expired: Type.Number(),
  credentials_unused: Type.Number(),
  credential_expires_at: maybeTime,
};

const use = {
  services: texts,
  sensitivity_labels: texts,
  usage_level: Type.String({ description: "high, medium, low or none, by the rule in docs/parity.md." }),
  calls_30d: Type.Number(),
  bytes_read_30d: amount,
  bytes_written_30d: amount,
  peer_group: Type.String(),
  risk_score: Type.Number({ description: "1 to 100; 0: not judged." }),
  risk_parts: Type.Array(Type.Object({ part: Type.String(), points: Type.Number() })),
};

/** One row of app_facts. */
export const AppFacts = Type.Object({ judged_at: time, ...identity, ...times, ...rights, ...use });
export type AppFacts = Static<typeof AppFacts>;

export const AppLinks = Type.Object(
  {
    tidemark: Type.String({ description: "This app here, as a path." }),
    entra_enterprise_app: Type.Union([Type.String(), Type.Null()], {
      description: "Null: no directory names its service principal.",
    }),
    entra_registration: Type.Union([Type.String(), Type.Null()], {
      description: "Null: the app is registered elsewhere.",
    }),
    defender: Type.Union([Type.String(), Type.Null()], {
      description: "The list of apps: no address of one app is documented.",
    }),
  },
  { description: "Null where the app is not one of Entra ID." },
);
export type AppLinks = Static<typeof AppLinks>;

const moved = {
  calls: Type.Number(),
  errors: Type.Number(),
  bytes_read: amount,
  bytes_written: amount,
};

/** What an app did in a span, and how that compares with the span before. */
const UsageTotals = Type.Object({
  ...moved,
  before: Type.Union([Type.Object(moved), Type.Null()], {
    description: "The span of equal length before; null where usage was not kept that long.",
  }),
  change: Type.Object(
    { calls: amount, bytes: amount },
    { description: "In parts of what was before: 0.5 is half as much again. Null: there is nothing to compare with." },
  ),
});
export type UsageTotals = Static<typeof UsageTotals>;

const directory = Type.Object({
  service_principal_id: Type.String(),
  application_object_id: Type.String(),
  reply_urls: texts,
  owners: texts,
  directory_tags: texts,
  directory_note: Type.String(),
  last_status: Type.String({ description: "What the app was switched to last; empty: never seen." }),
  last_status_by: Type.String(),
  last_status_at: maybeTime,
});

const place = { tenant: Type.String(), app_id: Type.String() };
const span = {
  from: Type.String({ format: "date-time", description: "The asked span, widened to whole days." }),
  to: Type.String({ format: "date-time" }),
};

/** The page of one app. */
export const AppPage = Type.Object({
  ...place,
  app_ids: Type.Array(Type.String(), { description: "All ids by which it is known." }),
  ...span,
  facts: Type.Union([AppFacts, Type.Null()], { description: "As last judged; null: not judged yet." }),
  directory,
  annotation: AppAnnotation,
  totals: UsageTotals,
  data_usage: Type.Array(DataUsage),
  users: Type.Number({ description: "Users in the span." }),
  priority_users: Type.Number(),
  alerts: Type.Array(AlertCount),
  first_seen: Type.Array(FirstSeenValue, { description: "The newest values first seen in the span, at most 20." }),
  links: AppLinks,
});

/** One small answer for other portals. */
export const AppBrief = Type.Object({
  ...place,
  app_name: Type.String(),
  ...span,
  usage_level: Type.String({ description: "high, medium, low or none; unknown: not judged yet." }),
  calls: Type.Number(),
  bytes_read: amount,
  bytes_written: amount,
  bytes: Type.Union([Type.Number(), Type.Null()], { description: "Both ways." }),
  risk_score: Type.Union([Type.Number(), Type.Null()]),
  privilege_level: Type.Union([Type.String(), Type.Null()]),
  open_alerts: Type.Number(),
  links: AppLinks,
});
