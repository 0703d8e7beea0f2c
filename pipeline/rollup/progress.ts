import { jobProgress } from "../../queries/rollup/job-progress.ts";
import { resumedFrom } from "../core/insert-limit.ts";
import type { QueryReader, StatementRunner } from "../core/ports.ts";

/** What is saved last stands, also after the server's clock was set back: hence no earlier than what was saved before. */
const SAVE = `INSERT INTO job_progress (job, until, saved_at)
SELECT {job:String}, fromUnixTimestamp64Milli({until_ms:Int64}, 'UTC'),
    greatest(now64(3, 'UTC'), (SELECT max(saved_at) + INTERVAL 1 MILLISECOND FROM job_progress WHERE job = {job:String}))`;

/** How far a job has come (0 at first), and the server's time. Progress that lies ahead of it is taken back, and saved so. */
export async function readProgress(
  { reader, statements }: { readonly reader: QueryReader; readonly statements: StatementRunner },
  job: string,
): Promise<{ readonly until_ms: number; readonly now_ms: number }> {
  const [row] = await reader.rows(jobProgress, { job });
  if (!row) return { until_ms: 0, now_ms: 0 };
  const until_ms = resumedFrom(row.until_ms, row.now_ms);
  if (until_ms < row.until_ms) await saveProgress(statements, job, until_ms);
  return { until_ms, now_ms: row.now_ms };
}

export async function saveProgress(statements: StatementRunner, job: string, until_ms: number): Promise<void> {
  await statements.run(SAVE, { job, until_ms });
}
