import type { Static, TSchema } from "typebox";
import { Value } from "typebox/value";
import { type ConditionName, POLICY_CONDITIONS } from "../../../schemas/policy.ts";

/** Makes a value a parameter of the query, and answers its placeholder. */
export type Bind = (type: string, value: unknown) => string;

type Expression = (value: unknown, bind: Bind) => string;

/** The reference product's gigabyte is a decimal one. */
const BYTES_PER_GB = 1_000_000_000;

const {
  registered_within_days,
  certification,
  publisher_verified,
  application_permissions,
  delegated_permissions,
  highly_privileged,
  overprivileged,
  other_api_permissions,
  data_usage,
  data_usage_trend,
  api_calls,
  api_calls_trend,
  consent_users,
  consent_users_increase,
  priority_consent,
  consented_by,
  consented_by_role,
  sensitivity_labels,
  services,
  error_rate,
  not_used_within_days,
  origin,
  unused_for_days,
  credential_unused_days,
  credential_expires,
  credential_added_within_days,
  decision,
  has_owner,
} = POLICY_CONDITIONS;

/**
 * Each condition as an expression over what matching.sql offers: 1 (met), 0, or null where the fact is not known, which
 * meets neither a condition nor its opposite.
 */
export const EXPRESSIONS: Readonly<Record<ConditionName, Expression>> = {
  registered_within_days: taking(
    registered_within_days.value,
    (days, bind) =>
      `coalesce(f.created_at, if(f.in_inventory, NULL, f.first_seen_at)) >= until - toIntervalDay(${bind("UInt32", days)})`,
  ),
  certification: taking(
    certification.value,
    (kinds, bind) => `has(${bind("Array(String)", kinds)}, if(f.certification = '', 'none', f.certification::String))`,
  ),
  publisher_verified: taking(
    publisher_verified.value,
    (yes, bind) => `ifNull(f.publisher_verified, false) = ${bind("Bool", yes)}`,
  ),
  application_permissions: taking(application_permissions.value, holds("application")),
  delegated_permissions: taking(delegated_permissions.value, holds("delegated")),
  highly_privileged: taking(highly_privileged.value, (yes, bind) => `f.highly_privileged = ${bind("Bool", yes)}`),
  overprivileged: taking(
    overprivileged.value,
    (yes, bind) =>
      `multiIf(f.overprivileged = 'yes', true, f.overprivileged = 'no', false, NULL) = ${bind("Bool", yes)}`,
  ),
  other_api_permissions: taking(other_api_permissions.value, (yes, bind) => `f.other_access = ${bind("Bool", yes)}`),
  data_usage: taking(data_usage.value, ({ above_gb, ...asked }, bind) =>
    usageAbove("bytes", { above: above_gb * BYTES_PER_GB, ...asked }, bind),
  ),
  data_usage_trend: taking(data_usage_trend.value, (asked, bind) => usageRise("bytes", asked, bind)),
  api_calls: taking(api_calls.value, (asked, bind) => usageAbove(callsOf(asked), asked, bind)),
  api_calls_trend: taking(api_calls_trend.value, (asked, bind) => usageRise(callsOf(asked), asked, bind)),
  consent_users: taking(consent_users.value, ({ above, below }, bind) => {
    const lower = above === undefined ? [] : [`f.consent_users > ${bind("UInt64", above)}`];
    const upper = below === undefined ? [] : [`f.consent_users < ${bind("UInt64", below)}`];
    return [...lower, ...upper].join(" AND ");
  }),
  consent_users_increase: taking(consent_users_increase.value, ({ above_percent }, bind) =>
    among(`SELECT app_id FROM consented GROUP BY app_id
      HAVING uniqExactIf(person, days_before = 90) > 0 AND
        100 * uniqExactIf(person, days_before = 0) > (100 + ${bind("Float64", above_percent)}) * uniqExactIf(person, days_before = 90)`),
  ),
  priority_consent: taking(priority_consent.value, (yes, bind) => `f.priority_consent = ${bind("Bool", yes)}`),
  consented_by: taking(consented_by.value, (users, bind) => {
    const asked = lowered(users, bind);
    return among(
      `SELECT app_id FROM consented WHERE days_before = 0 AND (has(${asked}, person) OR has(${asked}, user_id))`,
    );
  }),
  consented_by_role: taking(consented_by_role.value, (roles, bind) => {
    const asked = lowered(roles, bind);
    const members = `SELECT person FROM role_members WHERE has(${asked}, role) OR has(${asked}, role_id)`;
    const met = among(`SELECT app_id FROM consented WHERE days_before = 0 AND person IN (${members})`);
    // Where no list of roles was ever read, nobody knows who has one.
    return `if((SELECT count() FROM role_members) = 0, NULL, ${met})`;
  }),
  sensitivity_labels: taking(
    sensitivity_labels.value,
    (labels, bind) => `hasAny(f.sensitivity_labels, ${bind("Array(String)", labels)})`,
  ),
  services: taking(
    services.value,
    (asked, bind) => `hasAny(f.services::Array(String), ${bind("Array(String)", asked)})`,
  ),
  error_rate: taking(error_rate.value, ({ above_percent, ...part }, bind) =>
    among(`SELECT app_id FROM used WHERE day > today - 7${inPart(part, bind)} GROUP BY app_id
      HAVING 100 * sum(used.errors) > ${bind("Float64", above_percent)} * sum(used.calls)`),
  ),
  not_used_within_days: taking(not_used_within_days.value, (days, bind) => `f.unused_days > ${bind("UInt32", days)}`),
  origin: taking(origin.value, (asked, bind) => `nullIf(f.origin::String, 'unknown') = ${bind("String", asked)}`),
  unused_for_days: taking(unused_for_days.value, (days, bind) => `f.unused_days >= ${bind("UInt32", days)}`),
  credential_unused_days: taking(credential_unused_days.value, () => "f.credentials_unused > 0"),
  credential_expires: taking(credential_expires.value, ({ within_days, after_days }, bind) => {
    const upper = `until + toIntervalDay(${bind("UInt32", within_days ?? after_days)})`;
    return `f.credential_expires_at ${within_days === undefined ? ">" : "<="} ${upper}`;
  }),
  decision: taking(decision.value, (asked, bind) => {
    const decided = among(`SELECT app_id FROM said WHERE has(${bind("Array(String)", asked)}, decision)`);
    if (!asked.includes("none")) return decided;
    return `(${decided} OR NOT (${among("SELECT app_id FROM said WHERE decision != ''")}))`;
  }),
  has_owner: taking(
    has_owner.value,
    (yes, bind) => `(${among("SELECT app_id FROM said WHERE owner != ''")}) = ${bind("Bool", yes)}`,
  ),
  credential_added_within_days: taking(credential_added_within_days.value, (days, bind) =>
    among(`SELECT app_id FROM credentials_added WHERE added_at >= until - toIntervalDay(${bind("UInt32", days)})`),
  ),
};

/** The judgement counts credentials that were unused for this long, and no other length (credential_unused_days there). */
const KNOWN_UNUSED_DAYS = 30;

/** Which fact a condition would need that nobody has; undefined where it can be answered. */
export function missingFact(name: ConditionName, value: unknown): string | undefined {
  if (name === "credential_unused_days" && value !== KNOWN_UNUSED_DAYS)
    return `app_facts counts credentials unused for ${KNOWN_UNUSED_DAYS} days, and for no other time`;
  return undefined;
}

/** The value was checked when the policy was read; here it becomes a type. */
function taking<S extends TSchema>(schema: S, write: (value: Static<S>, bind: Bind) => string): Expression {
  return (value, bind) => write(Value.Parse(schema, value), bind);
}

/** Names of the directory are the same in any case. */
function lowered(names: readonly string[], bind: Bind): string {
  return bind(
    "Array(String)",
    names.map((name) => name.toLowerCase()),
  );
}

function holds(type: "application" | "delegated"): (names: readonly string[], bind: Bind) => string {
  return (names, bind) =>
    `arrayExists(each -> each.type = '${type}' AND has(${bind("Array(String)", names)}, each.permission), f.permissions)`;
}

interface Part {
  readonly service?: string | undefined;
  readonly operation_class?: string | undefined;
}

/** Who asks for a class means it, also one of those that are no calls otherwise. */
function callsOf({ operation_class }: Part): "calls" | "all_calls" {
  return operation_class === undefined ? "calls" : "all_calls";
}

function usageAbove(
  measure: string,
  { above, per = "day", ...part }: Part & { readonly above: number; readonly per?: "day" | "hour" | undefined },
  bind: Bind,
): string {
  return among(`SELECT app_id FROM used WHERE day = today${inPart(part, bind)} GROUP BY app_id, ${per}
      HAVING sum(used.${measure}) > ${bind("Float64", above)}`);
}

interface Rise extends Part {
  readonly above_percent: number;
  readonly than?: "previous_day" | "same_day_last_week" | undefined;
}

/** Of nothing there is no percentage: the day compared with must have something. */
function usageRise(measure: string, { above_percent, than = "previous_day", ...part }: Rise, bind: Bind): string {
  const before = `sumIf(used.${measure}, day = today - ${than === "previous_day" ? 1 : 7})`;
  return among(`SELECT app_id FROM used WHERE 1${inPart(part, bind)} GROUP BY app_id
      HAVING ${before} > 0 AND 100 * sumIf(used.${measure}, day = today) > (100 + ${bind("Float64", above_percent)}) * ${before}`);
}

function inPart({ service, operation_class }: Part, bind: Bind): string {
  const in_service = service === undefined ? "" : ` AND service = ${bind("String", service)}`;
  return operation_class === undefined
    ? in_service
    : `${in_service} AND operation_class = ${bind("String", operation_class)}`;
}

function among(apps: string): string {
  return `f.app_id IN (${apps})`;
}
