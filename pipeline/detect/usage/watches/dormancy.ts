import type { StateMemory } from "../../../stats/state-memory.ts";
import { DAY_S } from "../../../stats/usage/metrics.ts";

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
/** A day of work is worth two days on which the app called once: calls come in bursts, but not that much. */
const HOURS_FOR_A_DAY = 8;
/** How long the app counts as just returned. */
const BACK_FOR_S = DAY_S;
/** After a day of nothing it takes more than a stray call for the app to be in use again: a share of its usual day ... */
const STRAY_SHARE = 1 / 20;
/** ... or a handful. */
const HANDFUL = 5;

/** Places of what is remembered: first and last use, longest gap, days, hours and calls of use. */
const FIRST = 0;
const LAST = 1;
const LONGEST = 2;
const ACTIVE_DAYS = 3;
const ACTIVE_HOURS = 4;
const CALLS = 5;
/** The return, and how it came. */
const RETURNED = 6;
const IDLE_DAYS = 7;
const LONGEST_DAYS = 8;
const BAR_DAYS = 9;
/** Calls after a day of nothing that are not yet enough to be use: when they began, the last hour, how many. */
const STRAY_FROM = 10;
const STRAY_LAST = 11;
const STRAY_CALLS = 12;
/** No hour of any log. */
const NEVER = -1;

/** Watches one app for a return from dormancy. State: a few numbers. */
export function dormancyWatch(memory: StateMemory): DormancyWatch {
  const cells = memory.doubles([0, NEVER, 0, 0, 0, 0, NEVER, 0, 0, 0, NEVER, 0, 0]);
  const at = (place: number): number => cells[place] ?? 0;

  function step(at_s: number, calls: number): Return | undefined {
    if (calls <= 0) return undefined;
    if (at(LAST) === NEVER) cells[FIRST] = at_s;
    else if (isStray(at_s, calls)) return undefined;
    noteUse(at_s, calls);
    if (at(RETURNED) === NEVER || at_s - at(RETURNED) >= BACK_FOR_S) return undefined;
    return { idle_days: at(IDLE_DAYS), longest_before_days: at(LONGEST_DAYS), bar_days: at(BAR_DAYS) };
  }

  /** Calls that do not end the idle time, because there are not enough of them. */
  function isStray(at_s: number, calls: number): boolean {
    if (at(STRAY_FROM) !== NEVER && at_s - at(STRAY_LAST) >= DAY_S) cells[STRAY_FROM] = NEVER;
    if (at(STRAY_FROM) === NEVER && at_s - at(LAST) < DAY_S) return endGap(at_s, at_s);
    const before = at(STRAY_FROM) === NEVER ? 0 : at(STRAY_CALLS);
    const from_s = before === 0 ? at_s : at(STRAY_FROM);
    if (before + calls >= Math.min(HANDFUL, (STRAY_SHARE * at(CALLS)) / at(ACTIVE_DAYS))) return endGap(from_s, at_s);
    cells.set([from_s, at_s, before + calls], STRAY_FROM);
    return true;
  }

  /** The app is in use again, by calls that began at `from_s`. */
  function endGap(from_s: number, at_s: number): false {
    const before_s = at(LAST);
    const gap_s = from_s - before_s;
    const longest_s = at(LONGEST);
    const bar_days = Math.max(DORMANT_AFTER_DAYS, (LONGEST_MARGIN * longest_s) / DAY_S);
    const uses = at(ACTIVE_DAYS) + at(ACTIVE_HOURS) / HOURS_FOR_A_DAY;
    const surprise = uses * Math.log(1 + gap_s / (before_s - at(FIRST) + DAY_S));
    if (gap_s >= bar_days * DAY_S && surprise >= SURPRISE_BAR) {
      cells.set([at_s, gap_s / DAY_S, longest_s / DAY_S, bar_days], RETURNED);
    }
    cells[LONGEST] = Math.max(longest_s, gap_s);
    cells[STRAY_FROM] = NEVER;
    return false;
  }

  function noteUse(at_s: number, calls: number): void {
    const is_new_day = at(LAST) === NEVER || Math.floor(at_s / DAY_S) !== Math.floor(at(LAST) / DAY_S);
    cells[ACTIVE_DAYS] = at(ACTIVE_DAYS) + (is_new_day ? 1 : 0);
    cells[ACTIVE_HOURS] = at(ACTIVE_HOURS) + 1;
    cells[CALLS] = at(CALLS) + calls;
    cells[LAST] = at_s;
  }

  return { step };
}
