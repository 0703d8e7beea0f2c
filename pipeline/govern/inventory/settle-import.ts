import type { Clock, StatementRunner } from "../../core/ports.ts";
import { statement } from "./statement.ts";

const COMPARE = statement("compare");
const CARRY = statement("carry");
const APPLY = statement("apply");
const NOTE_LISTS = statement("note-lists");

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
