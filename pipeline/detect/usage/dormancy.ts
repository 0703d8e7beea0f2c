import type { StateMemory } from "../../stats/state-memory.ts";
import { DAY_S } from "../../stats/usage-metrics.ts";

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

/** Places of what is remembered: first and last call, longest gap, days with calls; the return, and how it came. */
const FIRST = 0;
const LAST = 1;
const LONGEST = 2;
const ACTIVE_DAYS = 3;
const RETURNED = 4;
const IDLE_DAYS = 5;
const LONGEST_DAYS = 6;
const BAR_DAYS = 7;
/** No hour of any log. */
const NEVER = -1;

/** Watches one app for a return from dormancy. State: a few numbers. */
export function dormancyWatch(memory: StateMemory): DormancyWatch {
  const cells = memory.doubles([0, NEVER, 0, 0, NEVER, 0, 0, 0]);
  const at = (place: number): number => cells[place] ?? 0;

  function step(at_s: number, calls: number): Return | undefined {
    if (calls <= 0) return undefined;
    const last_s = at(LAST);
    if (last_s === NEVER) cells[FIRST] = at_s;
    else noteGap(at_s, last_s);
    if (last_s === NEVER || Math.floor(at_s / DAY_S) !== Math.floor(last_s / DAY_S))
      cells[ACTIVE_DAYS] = at(ACTIVE_DAYS) + 1;
    cells[LAST] = at_s;
    if (at(RETURNED) === NEVER || at_s - at(RETURNED) >= BACK_FOR_S) return undefined;
    return { idle_days: at(IDLE_DAYS), longest_before_days: at(LONGEST_DAYS), bar_days: at(BAR_DAYS) };
  }

  function noteGap(at_s: number, before_s: number): void {
    const gap_s = at_s - before_s;
    const longest_s = at(LONGEST);
    const bar_days = Math.max(DORMANT_AFTER_DAYS, (LONGEST_MARGIN * longest_s) / DAY_S);
    const surprise = at(ACTIVE_DAYS) * Math.log(1 + gap_s / (before_s - at(FIRST) + DAY_S));
    if (gap_s >= bar_days * DAY_S && surprise >= SURPRISE_BAR) {
      cells.set([at_s, gap_s / DAY_S, longest_s / DAY_S, bar_days], RETURNED);
    }
    cells[LONGEST] = Math.max(longest_s, gap_s);
  }

  return { step };
}
