import { sqlText } from "../../../queries/define-query.ts";
import type { Clock, StatementRunner } from "../../core/ports.ts";

const COMPARE = sqlText(import.meta.url, "compare");
const CARRY = sqlText(import.meta.url, "carry");
const APPLY = sqlText(import.meta.url, "apply");
const NOTE_LISTS = sqlText(import.meta.url, "note-lists");

export interface SettledImport {
  readonly tenant: string;
  readonly run_id: string;
  readonly source: string;
}

/**
 * Compare what an import staged with what is known, and write down the differences. Killed at any point, the same
 * import under a new id ends in the same state: each statement writes rows that replace themselves.
 */
export async function settleImport(
  deps: { readonly statements: StatementRunner; readonly clock: Clock },
  { tenant, run_id, source }: SettledImport,
): Promise<void> {
  const now_ms = deps.clock.now_ms();
  await deps.statements.run(COMPARE, { tenant, run_id, source });
  for (const sql of [CARRY, APPLY, NOTE_LISTS]) await deps.statements.run(sql, { tenant, run_id, now_ms });
}
