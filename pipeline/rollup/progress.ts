import { jobProgress } from "../../queries/rollup/job-progress.ts";
import type { QueryReader, StatementRunner } from "../core/ports.ts";

const SAVE = `INSERT INTO job_progress (job, until, saved_at)
SELECT {job:String}, fromUnixTimestamp64Milli({until_ms:Int64}, 'UTC'), now64(3, 'UTC')`;

/** How far a job has come (0 at first), and the server's time. */
export async function readProgress(
  reader: QueryReader,
  job: string,
): Promise<{ readonly until_ms: number; readonly now_ms: number }> {
  const [row] = await reader.rows(jobProgress, { job });
  return row ?? { until_ms: 0, now_ms: 0 };
}

export async function saveProgress(statements: StatementRunner, job: string, until_ms: number): Promise<void> {
  await statements.run(SAVE, { job, until_ms });
}
