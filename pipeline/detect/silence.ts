import { DAY_OF_WEEK, HOUR_OF_WEEK, type SeasonProfile, seasonProfile } from "../stats/season-profile.ts";
import { DAY_S, HOUR_S, slotOf } from "../stats/usage-metrics.ts";

/** How surprising it is that an app has not called; the alarm is at `evidence >= bar`. */
interface Silence {
  /** Natural logarithms of odds against so long a silence: 10 is one in 22,000 if hours were independent. */
  readonly evidence: number;
  readonly bar: number;
  readonly silent_hours: number;
}

export interface SilenceWatch {
  /** One hour with its calls. A hour of which nothing is known is not passed. */
  readonly step: (at_s: number, calls: number) => Silence | undefined;
}

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
  evidence: number;
  longest: number;
}

/**
 * Watches one app: what speaks against an accident grows with every hour and day in which it usually calls.
 * Silent ones are learned at once: each makes the next a little less surprising (the predictive odds of a Beta prior).
 */
export function silenceWatch(): SilenceWatch {
  const hours: Witness = { profile: seasonProfile(HOUR_OF_WEEK), evidence: 0, longest: 0 };
  const days: Witness = { profile: seasonProfile(DAY_OF_WEEK), evidence: 0, longest: 0 };
  let seen = 0;
  let silent_hours = 0;
  let active_day = false;
  let ready = false;

  function step(at_s: number, calls: number): Silence | undefined {
    seen += 1;
    if (calls > 0) endSilence();
    else silent_hours += 1;
    watch(hours, slotOf(at_s, HOUR_S), calls > 0, MOST_PER_HOUR);
    if (at_s % DAY_S === DAY_S - HOUR_S) {
      watch(days, slotOf(at_s, DAY_S), active_day, Number.POSITIVE_INFINITY);
      active_day = false;
    }
    return ready && silent_hours <= GONE_AFTER_HOURS ? verdict() : undefined;
  }

  function endSilence(): void {
    silent_hours = 0;
    // A silence that began while the app was still being learned says nothing.
    ready = seen > LEARNING_HOURS;
    active_day = true;
    for (const witness of [hours, days]) {
      witness.longest = Math.max(witness.longest, witness.evidence);
      witness.evidence = 0;
    }
  }

  function watch(witness: Witness, slot: number, active: boolean, most: number): void {
    if (!active) witness.evidence += Math.min(most, -Math.log(1 - chanceOfCall(witness.profile, slot)));
    witness.profile.learn(slot, active ? 1 : 0);
  }

  function verdict(): Silence | undefined {
    const hours_bar = Math.max(HOURS_BAR, LONGEST_MARGIN * hours.longest);
    const days_bar = Math.max(DAYS_BAR, LONGEST_MARGIN * days.longest);
    const [witness, bar] =
      hours.evidence / hours_bar > days.evidence / days_bar ? [hours, hours_bar] : [days, days_bar];
    return witness.evidence >= bar ? { evidence: witness.evidence, bar, silent_hours } : undefined;
  }

  return { step };
}

/**
 * How likely the app calls in such a slot: the more doubtful of what the slot itself and what its whole pool say, short
 * of certainty by half a sample.
 */
function chanceOfCall(profile: SeasonProfile, slot: number): number {
  const { mean, samples } = profile.pool(slot);
  const most = (mean * samples + 0.5) / (samples + 1);
  return Math.min(profile.expected(slot) ?? 0, most);
}
