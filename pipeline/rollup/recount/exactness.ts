import { repairConflicts } from "../conflicts/conflicts.ts";
import { DAY_S, HOUR_S } from "../minutes.ts";
import { readProgress, saveProgress } from "../progress.ts";
import { type Recount, type RecountDeps, recount } from "./recount.ts";

/** What keeps the store exact over time. One thing at a time: a repair under way must not look like a fault. */
export interface Exactness {
  /** Compare what was received since the last call with all there is. Answers how many copies were removed. */
  readonly repairConflicts: () => Promise<number>;
  /** All events compared with each other and a recount, when it is time: once a night. Nothing when it is not. */
  readonly nightly: (signal: AbortSignal) => Promise<Recount | undefined>;
}

const JOB = "recount";
/** UTC hours in which there is least to disturb. */
const QUIET_HOURS: ReadonlySet<number> = new Set([2, 3, 4]);
/** A service that never runs at night makes up for it. */
const OVERDUE_MS = 36 * HOUR_S * 1_000;

export function createExactness(deps: RecountDeps): Exactness {
  let before: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = before.then(work, work);
    before = turn.catch(() => undefined);
    return turn;
  };
  return {
    repairConflicts: () => inTurn(() => repairConflicts(deps, { alone: false })),
    nightly: (signal) => inTurn(() => nightly(deps, signal)),
  };
}

async function nightly(deps: RecountDeps, signal: AbortSignal): Promise<Recount | undefined> {
  const { until_ms, now_ms } = await readProgress(deps, JOB);
  if (!isDue(until_ms, now_ms)) return undefined;
  await repairConflicts(deps, { alone: false, full: true });
  const found = await recount(deps, signal);
  if (!signal.aborted) await saveProgress(deps.statements, JOB, now_ms);
  return found;
}

/** Once in each night; a night that was missed is made up for by day. */
export function isDue(last_ms: number, now_ms: number): boolean {
  const midnight_ms = now_ms - (now_ms % (DAY_S * 1_000));
  if (last_ms >= midnight_ms) return false;
  if (last_ms > 0 && now_ms - last_ms > OVERDUE_MS) return true;
  return QUIET_HOURS.has(new Date(now_ms).getUTCHours());
}
