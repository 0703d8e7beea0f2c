import type { StateMemory } from "../../../stats/state-memory.ts";
import { DAY_OF_WEEK, HOUR_OF_WEEK, type SeasonProfile, seasonProfile } from "../../../stats/usage/season-profile.ts";

/** How surprising it is that an app has not called; the alarm is at `evidence >= bar`. */
interface Silence {
  /** Natural logarithms of odds against so long a silence: 10 is one in 22,000 if hours were independent. */
  readonly evidence: number;
  readonly bar: number;
  readonly silent_hours: number;
}

export interface SilenceWatch {
  /**
   * One hour with its calls. An hour of which nothing is known is not passed, nor one of a holiday. `empty_proves`: what an
   * hour without a call proves, where the caller knows better than the hours of the week do.
   */
  readonly step: (hour: LocalHour, calls: number, empty_proves?: number) => Silence | undefined;
}

/** Its hour of the week, and whether the day ends with it. */
interface LocalHour {
  readonly slot: number;
  readonly ends_day: boolean;
}

const HOURS_A_DAY = 24;
/** Two weeks show both kinds of day twice. */
const LEARNING_HOURS = 14 * 24;
/**
 * An hour in which the app always calls proves at most this much. One person's day off is ten such hours in a row, so
 * that hours are no independent witnesses.
 */
const MOST_PER_HOUR = 1;
/** More than a working day, also a long one, with what a weekend beside it adds. */
const HOURS_BAR = 18;
/** Days are near enough independent; about five days of an app that never missed one. */
const DAYS_BAR = 9;
/** An app that has been away for long before must stay away longer than that. */
const LONGEST_MARGIN = 1.5;
/** After a week without a call the app is not silent but gone. */
const GONE_AFTER_HOURS = 7 * 24;

interface Witness {
  readonly profile: SeasonProfile;
  /** Evidence now, and the longest there was. */
  readonly cells: Float64Array;
}

/** Places of what is remembered. */
const EVIDENCE = 0;
const LONGEST = 1;
const SEEN = 0;
const SILENT_HOURS = 1;
const ACTIVE_DAY = 2;
const READY = 3;

/**
 * Watches one app: what speaks against an accident grows with every hour and day in which it usually calls.
 * Silent ones are learned at once: each makes the next a little less surprising (the predictive odds of a Beta prior).
 */
export function silenceWatch(memory: StateMemory): SilenceWatch {
  const hours: Witness = { profile: seasonProfile(HOUR_OF_WEEK, memory), cells: memory.doubles([0, 0]) };
  const days: Witness = { profile: seasonProfile(DAY_OF_WEEK, memory), cells: memory.doubles([0, 0]) };
  const cells = memory.doubles([0, 0, 0, 0]);

  function step({ slot, ends_day }: LocalHour, calls: number, empty_proves?: number): Silence | undefined {
    add(cells, SEEN, 1);
    if (calls > 0) endSilence();
    else add(cells, SILENT_HOURS, 1);
    watch(hours, slot, calls > 0, empty_proves ?? Math.min(MOST_PER_HOUR, surprise(hours, slot)));
    if (ends_day) {
      const day = Math.floor(slot / HOURS_A_DAY);
      watch(days, day, cells[ACTIVE_DAY] === 1, surprise(days, day));
      cells[ACTIVE_DAY] = 0;
    }
    return cells[READY] === 1 && (cells[SILENT_HOURS] ?? 0) <= GONE_AFTER_HOURS ? verdict() : undefined;
  }

  function endSilence(): void {
    cells[SILENT_HOURS] = 0;
    // A silence that began while the app was still being learned says nothing.
    cells[READY] = (cells[SEEN] ?? 0) > LEARNING_HOURS ? 1 : 0;
    cells[ACTIVE_DAY] = 1;
    for (const witness of [hours, days]) {
      witness.cells[LONGEST] = Math.max(witness.cells[LONGEST] ?? 0, witness.cells[EVIDENCE] ?? 0);
      witness.cells[EVIDENCE] = 0;
    }
  }

  function watch(witness: Witness, slot: number, active: boolean, empty_proves: number): void {
    if (!active) add(witness.cells, EVIDENCE, empty_proves);
    witness.profile.learn(slot, active ? 1 : 0);
  }

  function verdict(): Silence | undefined {
    const by_hours = comparison(hours, HOURS_BAR);
    const by_days = comparison(days, DAYS_BAR);
    const { evidence, bar } = by_hours.evidence / by_hours.bar > by_days.evidence / by_days.bar ? by_hours : by_days;
    return evidence >= bar ? { evidence, bar, silent_hours: cells[SILENT_HOURS] ?? 0 } : undefined;
  }

  return { step };
}

function surprise({ profile }: Witness, slot: number): number {
  return -Math.log(1 - chanceOfCall(profile, slot));
}

function comparison({ cells }: Witness, least_bar: number): { readonly evidence: number; readonly bar: number } {
  return { evidence: cells[EVIDENCE] ?? 0, bar: Math.max(least_bar, LONGEST_MARGIN * (cells[LONGEST] ?? 0)) };
}

function add(cells: Float64Array, place: number, amount: number): void {
  cells[place] = (cells[place] ?? 0) + amount;
}

/**
 * How likely the app calls in such a slot: the more doubtful of what the slot itself and what its whole pool say, short
 * of certainty by half a sample.
 */
function chanceOfCall(profile: SeasonProfile, slot: number): number {
  const { mean, samples } = profile.pool(slot);
  const most = (mean * samples + 0.5) / (samples + 1);
  return samples === 0 && Number.isNaN(profile.expected(slot)) ? 0 : Math.min(profile.expected(slot), most);
}
