import type { PolicyDay } from "../../core/policy-work.ts";
import type { OneAtATime, QueryReader, StatementRunner } from "../../core/ports.ts";
import { compilePolicy } from "./compile-policy.ts";
import type { Policy } from "./read-policies.ts";

const DAY_MS = 86_400_000;
const EMPTY = "TRUNCATE TABLE backtest_facts";
/** A back-test of a year may take this long; who comes second is told that he waits. */
const TURN_MS = 600_000;

export interface BacktestDeps {
  readonly reader: QueryReader;
  readonly statements: StatementRunner;
  readonly oneAtATime: OneAtATime;
  /** Judges the apps of the tenant as of a moment, into the table backtest_facts. */
  readonly judge: (moment: { readonly tenant: string; readonly at_ms: number }) => Promise<unknown>;
}

export interface Backtest {
  readonly policy: Policy;
  readonly tenant: string;
  /** Whole days (UTC), the last one that which ended before this moment. */
  readonly until_ms: number;
  readonly days: number;
}

/**
 * Which apps the policy would have matched on each day, as of the last moment of that day. Tables that others read are
 * not touched. Two back-tests at once take turns, for they share one table of facts.
 */
export function backtestPolicy(
  deps: BacktestDeps,
  { policy, tenant, until_ms, days }: Backtest,
  progress: { readonly onDay: (day: PolicyDay) => void; readonly onWait: () => void; readonly signal: AbortSignal },
): Promise<readonly PolicyDay[]> {
  const midnight_ms = Math.floor(until_ms / DAY_MS) * DAY_MS;
  const work = async (): Promise<readonly PolicyDay[]> => {
    const found: PolicyDay[] = [];
    for (let ago = days; ago > 0 && !progress.signal.aborted; ago -= 1) {
      const day = await tryDay(deps, policy, { tenant, at_ms: midnight_ms - (ago - 1) * DAY_MS - 1 });
      progress.onDay(day);
      found.push(day);
    }
    await deps.statements.run(EMPTY, {});
    return found;
  };
  return deps.oneAtATime("tidemark-backtest", work, { wait_ms: TURN_MS, on_wait: progress.onWait });
}

async function tryDay(
  { reader, statements, judge }: BacktestDeps,
  policy: Policy,
  moment: { readonly tenant: string; readonly at_ms: number },
): Promise<PolicyDay> {
  await statements.run(EMPTY, {});
  await judge(moment);
  const { query, params } = compilePolicy(policy, { ...moment, facts_table: "backtest_facts" });
  return { day: new Date(moment.at_ms).toISOString().slice(0, 10), matches: await reader.rows(query, params) };
}
