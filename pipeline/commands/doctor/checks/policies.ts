import { judgementTenants } from "../../../../queries/judgement/tenants.ts";
import { policies as storedPolicies } from "../../../../queries/policies/list.ts";
import { actions } from "../../../../queries/remediation/actions.ts";
import { readPolicies } from "../../../govern/policies/read-policies.ts";
import { type Check, type Finding, ok, type Patient } from "../check.ts";
import { count } from "../words.ts";

const FILTER = { tenant: "", action_id: "", app_id: "", state: "", policy: "", open_only: 0, offset: 0 };
const MOST_ACTIONS = 1_000;

/** Policies that are stored and can no longer be read, and what waits for an answer. */
export const policies: Check = {
  name: "policies",
  look: async (patient) => {
    const findings = [...(await unreadable(patient)), ...(await waiting(patient))];
    return findings.length > 0 ? findings : [ok("every policy in force can be evaluated, and no action waits")];
  },
};

async function unreadable({ store }: Patient): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { tenant } of await store.reader.rows(judgementTenants, {})) {
    const standing = await store.reader.rows(storedPolicies, { tenant, name: "", newest_only: 1 });
    for (const { name, revision, state, document } of standing) {
      const read = readPolicies(document);
      if (state === "inactive" || "policies" in read) continue;
      const [fault] = read.faults;
      findings.push({
        severity: "fault",
        what: `Policy ${name} of tenant ${tenant} is ${state}, but cannot be evaluated: line ${fault?.line}: ${fault?.reason}.`,
        todo: `Mend it: "tidemark policies export ${name}", then import it with --revision ${revision}.`,
        facts: { tenant, name, revision, faults: read.faults },
      });
    }
  }
  return findings;
}

async function waiting({ store }: Patient): Promise<readonly Finding[]> {
  const waits = await store.reader.rows(actions, { ...FILTER, state: "waiting", limit: MOST_ACTIONS });
  const [first] = waits;
  if (!first) return [];
  const what = `${count(waits.length, "action")} of policies wait for an answer, for example of ${first.policy}: ${first.said}.`;
  const todo = '"tidemark apps actions list --state waiting" shows them; approve or reject each.';
  return [{ severity: "warning", what, todo, facts: { waiting: waits.length } }];
}
