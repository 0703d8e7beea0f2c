import { sqlText } from "../../../queries/define-query.ts";
import { judgementTenants } from "../../../queries/judgement-tenants.ts";
import { policies } from "../../../queries/policies.ts";
import type { Clock, QueryReader, StatementRunner } from "../../core/ports.ts";
import { compilePolicy } from "./compile-policy.ts";
import { readPolicies } from "./read-policies.ts";

const RAISE = sqlText(import.meta.url, "raise-matches");
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
}

/**
 * Evaluate the policies in force by what is judged of the apps now: note what they match, and raise the alerts of active
 * ones. The same again writes the same rows. Policies that this version cannot read any more are left out.
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

async function evaluate({ statements, clock }: EvaluateDeps, tenant: string, standing: Standing): Promise<void> {
  const { name: policy, revision, state, document } = standing;
  const read = readPolicies(document);
  const [found] = "policies" in read ? read.policies : [];
  if (!found) return;
  const moment = { tenant, at_ms: clock.now_ms() };
  const { query, params } = compilePolicy(found, { ...moment, facts_table: "app_facts" });
  await statements.run(`${NOTE}${query.sql}\n)`, { ...params, policy, revision, state });
  if (state !== "active") return;
  const { title, severity, reference = "" } = found.document;
  await statements.run(RAISE, { ...moment, policy, title, severity, reference, document });
}
