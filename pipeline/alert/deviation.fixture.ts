import type { StoredDeviation } from "./episode.ts";

export const MONDAY_S = Date.UTC(2026, 9, 5) / 1000;
export const HOUR_S = 3600;

/** A deviation of the app `backup` in the n-th hour since Monday 2026-10-05, like a stored row. */
export function deviationAt(hour: number, more: Partial<StoredDeviation> = {}): StoredDeviation {
  return {
    tenant: "t",
    source: "s",
    app_id: "backup",
    metric: "calls",
    window_s: HOUR_S,
    at_s: MONDAY_S + hour * HOUR_S,
    observed: 420,
    expected: 30,
    low: 0,
    high: 100,
    score: 84.78,
    direction: "high",
    state: "ready",
    contributors: "{}",
    withdrawn: 0,
    revision: 1,
    ...more,
  };
}
