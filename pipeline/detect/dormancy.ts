import { DAY_S } from "../stats/usage-metrics.ts";

/** An app that calls again after days of nothing. */
interface Return {
  readonly idle_days: number;
  readonly longest_before_days: number;
  /** What the idle time had to reach. */
  readonly bar_days: number;
}

export interface DormancyWatch {
  /** One hour with its calls; answers while the app is back for less than a day. */
  readonly step: (at_s: number, calls: number) => Return | undefined;
}

/** Longer than any holiday week with the weekends around it. */
const DORMANT_AFTER_DAYS = 10;
/** The idle time must be this many times the longest before: apps that call now and then set their own bar. */
const LONGEST_MARGIN = 3;
/** Natural logarithms of odds against the gap at the app's earlier pace: one in 400. */
const SURPRISE_BAR = 6;
/** How long the app counts as just returned. */
const BACK_FOR_S = DAY_S;

/** Watches one app for a return from dormancy. State: a few numbers. */
export function dormancyWatch(): DormancyWatch {
  let first_s = 0;
  let last_s: number | undefined;
  let active_days = 0;
  let longest_s = 0;
  let returned: { readonly at_s: number; readonly what: Return } | undefined;

  function step(at_s: number, calls: number): Return | undefined {
    if (calls <= 0) return undefined;
    if (last_s === undefined) first_s = at_s;
    else noteGap(at_s, last_s);
    if (last_s === undefined || Math.floor(at_s / DAY_S) !== Math.floor(last_s / DAY_S)) active_days += 1;
    last_s = at_s;
    return returned !== undefined && at_s - returned.at_s < BACK_FOR_S ? returned.what : undefined;
  }

  function noteGap(at_s: number, before_s: number): void {
    const gap_s = at_s - before_s;
    const bar_days = Math.max(DORMANT_AFTER_DAYS, (LONGEST_MARGIN * longest_s) / DAY_S);
    const surprise = active_days * Math.log(1 + gap_s / (before_s - first_s + DAY_S));
    if (gap_s >= bar_days * DAY_S && surprise >= SURPRISE_BAR) {
      const what = { idle_days: gap_s / DAY_S, longest_before_days: longest_s / DAY_S, bar_days };
      returned = { at_s, what };
    }
    longest_s = Math.max(longest_s, gap_s);
  }

  return { step };
}
