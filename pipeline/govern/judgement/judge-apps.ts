import { randomUUID } from "node:crypto";
import { sqlText } from "../../../queries/define-query.ts";
import { judgementDue } from "../../../queries/judgement/due.ts";
import { judgementTenants } from "../../../queries/judgement/tenants.ts";
import { jobProgress } from "../../../queries/rollup/job-progress.ts";
import { resumedFrom, SETTLE_DELAY_MS } from "../../core/insert-limit.ts";
import type { Clock, QueryReader, StatementRunner, TableWriter } from "../../core/ports.ts";
import { type JudgementLists, loadJudgementLists, readJudgementLists } from "./judgement-lists.ts";
import { JUDGEMENT_RULES, RISK_POINTS } from "./judgement-rules.ts";

const NOTE_SEEN = sqlText(import.meta.url, "note-seen");
const STAGES = ["stage-things", "stage-apps", "judge"].map((name) => sqlText(import.meta.url, name));
const CLEAR = ["judging_things", "judging_apps"].map((table) => `ALTER TABLE ${table} DROP PARTITION {run_id:String}`);
const FORGET_GONE = sqlText(import.meta.url, "forget-gone");
/** What is saved last stands, also after the server's clock was set back. */
const SAVE_PROGRESS = `INSERT INTO job_progress (job, until, saved_at)
SELECT {job:String}, fromUnixTimestamp64Milli({until_ms:Int64}, 'UTC'),
    greatest(now64(3, 'UTC'), (SELECT max(saved_at) + INTERVAL 1 MILLISECOND FROM job_progress WHERE job = {job:String}))`;
const JOB = "seen_days";

export interface JudgeDeps {
  readonly reader: QueryReader;
  readonly writer: TableWriter;
  readonly statements: StatementRunner;
  readonly clock: Clock;
}

export type FactsTable = "app_facts" | "backtest_facts";

export interface JudgeOptions {
  /** Only this tenant's; empty or missing: all. */
  readonly tenant?: string;
  /** As of this moment; missing: now. */
  readonly at_ms?: number;
  /** Only tenants with apps that are new, or about which the inventory has learnt something. */
  readonly only_if_due?: boolean;
  /** Where the rows go; missing: to what everybody reads. */
  readonly facts_table?: FactsTable;
}

export interface JudgeTotals {
  readonly tenants: number;
}

/** Judges apps, and keeps the lists it goes by between two runs. */
export type AppJudge = (options?: JudgeOptions) => Promise<JudgeTotals>;

/**
 * Each run reads what events came since the last one, and then writes one row an app. Killed at any point, the next run
 * ends in the same rows: every statement writes rows that replace themselves.
 */
export function createAppJudge(deps: JudgeDeps): AppJudge {
  let lists: JudgementLists | undefined;
  return async ({ tenant = "", at_ms, only_if_due = false, facts_table = "app_facts" } = {}) => {
    const due = await deps.reader.rows(only_if_due ? judgementDue : judgementTenants, {});
    const asked = due.filter((row) => tenant === "" || row.tenant === tenant);
    if (asked.length === 0) return { tenants: 0 };
    lists ??= readJudgementLists();
    await noteSeen(deps);
    await loadJudgementLists(deps, lists);
    const now_ms = at_ms ?? deps.clock.now_ms();
    for (const row of asked) await judgeTenant(deps, lists, { tenant: row.tenant, now_ms, facts_table });
    return { tenants: asked.length };
  };
}

/** An event may appear as long as its insert runs: that much of the past is read again. */
async function noteSeen({ reader, statements }: JudgeDeps): Promise<void> {
  const [progress] = await reader.rows(jobProgress, { job: JOB });
  const { until_ms = 0, now_ms = 0 } = progress ?? {};
  const since_ms = resumedFrom(until_ms, now_ms);
  await statements.run(NOTE_SEEN, { since_ms, until_ms: now_ms });
  await statements.run(SAVE_PROGRESS, { job: JOB, until_ms: Math.max(since_ms, now_ms - SETTLE_DELAY_MS) });
}

async function judgeTenant(
  { statements }: JudgeDeps,
  { list_hash, apps_hash }: JudgementLists,
  judged: { readonly tenant: string; readonly now_ms: number; readonly facts_table: FactsTable },
): Promise<void> {
  const run_id = randomUUID();
  const params = { ...JUDGEMENT_RULES, ...RISK_POINTS, ...judged, list_hash, apps_hash, run_id };
  // A back-test's table holds nothing of before.
  const after = judged.facts_table === "app_facts" ? [FORGET_GONE, ...CLEAR] : CLEAR;
  for (const sql of [...STAGES, ...after]) await statements.run(sql, params);
}
