import { rollupEpochs } from "../../queries/rollup/epochs.ts";
import type { QueryReader, StatementRunner } from "../core/ports.ts";

/** The epoch of a tenant's day, as it was at one moment. */
export type Epochs = (tenant: string, day_s: number) => number;

const RAISE = `INSERT INTO rollup_epochs (tenant, day, raises)
SELECT arrayJoin({tenants:Array(String)}), toDate(toDateTime({day_s:UInt32}, 'UTC')), 1`;

export async function readEpochs(reader: QueryReader, days_s: readonly number[]): Promise<Epochs> {
  const rows = days_s.length === 0 ? [] : await reader.rows(rollupEpochs, { days_s: [...days_s] });
  const epochs = new Map(rows.map((row) => [`${row.day_s} ${row.tenant}`, row.epoch]));
  return (tenant, day_s) => epochs.get(`${day_s} ${tenant}`) ?? 0;
}

/** From now on rows of this day win over all that were computed before. Two who raise at once raise by two. */
export async function raiseEpochs(
  statements: StatementRunner,
  tenants: readonly string[],
  day_s: number,
): Promise<void> {
  await statements.run(RAISE, { tenants, day_s });
}
