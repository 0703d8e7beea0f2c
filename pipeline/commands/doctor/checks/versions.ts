import { rulesInForce } from "../../../../queries/feeds/operation-rules.ts";
import { operationRulesHash } from "../../../store/operation-rules.ts";
import { pendingMigrations } from "../../../store/schema/migrate.ts";
import type { Check, Finding, Patient } from "../check.ts";
import { ok } from "../check.ts";

/** Whether the store's tables and rules are those of this program. */
export const versions: Check = {
  name: "versions",
  look: async (patient) => {
    const findings = [...(await migrations(patient)), ...(await rules(patient))];
    return findings.length > 0 ? findings : [ok("tables and operation rules are those of this version")];
  },
};

async function migrations({ store }: Patient): Promise<readonly Finding[]> {
  const pending = await pendingMigrations(store.connection);
  if (pending.length === 0) return [];
  const what = `The store lacks ${pending.join(", ")}.`;
  const todo = 'Run "tidemark migrate", or restart the service with this version.';
  return [{ severity: "fault", what, todo, facts: { pending } }];
}

async function rules({ store }: Patient): Promise<readonly Finding[]> {
  const [row] = await store.reader.rows(rulesInForce, {});
  const ours = operationRulesHash();
  const theirs = row?.rules_hash ?? "";
  if (theirs === ours) return [];
  const what = "SQL classifies operations by other rules than this program.";
  const todo = "Restart the service with this version: whoever holds the store loads its rules.";
  return [{ severity: "warning", what, todo, facts: { in_force: theirs, ours } }];
}
