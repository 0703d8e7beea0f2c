import { judgementTenants } from "../../../queries/judgement/tenants.ts";
import { policies } from "../../../queries/policies/list.ts";
import { policySpans } from "../../../queries/policies/spans.ts";
import { DEFAULT_MOST_APPS, isRemedy } from "../../../schemas/policy.ts";
import type { Actions } from "../../core/actions.ts";
import type { Clock, QueryReader, StatementRunner } from "../../core/ports.ts";
import { compilePolicy } from "./compile-policy.ts";
import { readPolicies } from "./read-policies.ts";

/** What this evaluation of the day did not match any more. */
const END = `INSERT INTO policy_matches (tenant, policy, app_id, day, revision, state, matched_at)
WITH fromUnixTimestamp64Milli({at_ms:Int64}, 'UTC') AS until
SELECT tenant, policy, app_id, day, {revision:UInt32}, 'ended', until
FROM policy_matches FINAL
WHERE tenant = {tenant:String} AND policy = {policy:String} AND day = toDate(until) AND state != 'ended' AND matched_at < until`;
/**
 * One alert for each app and span of days in a row on which an active policy matched it: raised once, on whichever day
 * of the span the policy is active, and left to people from then on.
 */
const RAISE = `INSERT INTO alert_history
    (tenant, uid, revision, recorded_at, actor, action, detection, reference, title, severity, status, classification,
    determination, source, app_id, score, first_activity_at, last_activity_at, evidence)
WITH fromUnixTimestamp64Milli({at_ms:Int64}, 'UTC') AS until
SELECT {tenant:String}, s.alert_uid, 1, until, 'tidemark', 'raise', 'policy', {reference:String},
    concat(if(f.app_name = '', concat('App ', s.app_id), f.app_name), ': ', {title:String}),
    {severity:String}, 'new', '', '', '', s.app_id, 0, toDateTime64(s.first_day, 3, 'UTC'), until,
    toJSONString(map('policy', {policy:String}, 'document', {document:String}, 'first_day', s.first_day, 'table', 'policy_matches'))
FROM
(
${policySpans.sql}
) AS s
LEFT JOIN (SELECT app_id, app_name FROM app_facts FINAL WHERE tenant = {tenant:String}) AS f ON f.app_id = s.app_id
WHERE s.alert_uid NOT IN (SELECT uid FROM alert_history WHERE tenant = {tenant:String} AND detection = 'policy')`;
const NOTE = `INSERT INTO policy_matches (tenant, policy, app_id, day, revision, state, matched_at)
SELECT {tenant:String}, {policy:String}, app_id, toDate(fromUnixTimestamp64Milli({at_ms:Int64}, 'UTC')), {revision:UInt32}, {state:String},
    fromUnixTimestamp64Milli({at_ms:Int64}, 'UTC')
FROM
(
`;

export interface EvaluateDeps {
  readonly reader: QueryReader;
  readonly statements: StatementRunner;
  readonly clock: Clock;
  readonly actions: Pick<Actions, "propose">;
}

/**
 * Evaluate the policies in force by what is judged of the apps now: note what they match, raise the alerts of active
 * ones, and propose what else they are to do. The same again writes the same rows. Policies that this version cannot read any more are left out.
 */
export async function evaluatePolicies(deps: EvaluateDeps): Promise<void> {
  for (const { tenant } of await deps.reader.rows(judgementTenants, {})) {
    const standing = await deps.reader.rows(policies, { tenant, name: "", newest_only: 1 });
    for (const row of standing) if (row.state !== "inactive") await evaluate(deps, tenant, row);
  }
}

interface Standing {
  readonly name: string;
  readonly revision: number;
  readonly state: string;
  readonly document: string;
}

async function evaluate(deps: EvaluateDeps, tenant: string, standing: Standing): Promise<void> {
  const { reader, statements, clock, actions } = deps;
  const { name: policy, revision, state, document } = standing;
  const read = readPolicies(document);
  const [found] = "policies" in read ? read.policies : [];
  if (!found) return;
  const moment = { tenant, at_ms: clock.now_ms() };
  const { query, params } = compilePolicy(found, { ...moment, facts_table: "app_facts" });
  await statements.run(`${NOTE}${query.sql}\n)`, { ...params, policy, revision, state });
  await statements.run(END, { ...moment, policy, revision });
  if (state !== "active") return;
  const { title, severity, reference = "", actions: asked = ["alert"], most_apps = DEFAULT_MOST_APPS } = found.document;
  if (asked.includes("alert")) await statements.run(RAISE, { ...moment, policy, title, severity, reference, document });
  const kinds = asked.filter(isRemedy);
  if (kinds.length === 0) return;
  const apps = await reader.rows(policySpans, { ...moment, policy });
  if (apps.length > 0) await actions.propose({ tenant, policy, kinds, most_apps, apps });
}
