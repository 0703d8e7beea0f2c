import type { FeedSilence } from "../../core/feed-silence.ts";
import { stateMemory } from "../../stats/state-memory.ts";
import type { FeedHour } from "../../stats/usage/feed-life.ts";
import { HOUR_S } from "../../stats/usage/metrics.ts";
import { NOTHING_SAID, saidOf } from "../../stats/usage/said-windows.ts";
import type { DetectionSettings } from "./detection-settings.ts";
import { type Deviation, scoreOf } from "./deviation.ts";
import { silenceWatch } from "./watches/silence.ts";

/** An app that has no name: what is said of it is said of the feed as a whole. */
const WHOLE_FEED = "";
const MOST_WATCH_BYTES = 2_048;
const WEEK_S = 168 * HOUR_S;
/** Two weeks show both kinds of day twice. */
const KNOWN_AFTER_HOURS = 336;
/**
 * A feed that had something in nearly all hours rests neither at night nor on Sundays: nobody's day off empties it, so
 * that its empty hours are independent witnesses, each worth its own rarity.
 */
const RESTLESS_MISSES = 0.05;
/** Hours whose events tell how late a feed is; whole hours may be large. */
const SAMPLED_HOURS = 7;

/** All silences of all feeds up to a moment, each told by what came before it; the same mechanism as for apps. */
export function feedSilences(
  feed_hours: readonly FeedHour[],
  to_s: number,
  settings: DetectionSettings,
): readonly FeedSilence[] {
  const feeds = new Map<string, FeedHour[]>();
  for (const hour of feed_hours) {
    const key = JSON.stringify([hour.tenant, hour.source]);
    const hours = feeds.get(key) ?? [];
    feeds.set(key, hours);
    hours.push(hour);
  }
  return [...feeds.values()].flatMap((hours) => silencesOf(hours, to_s, settings));
}

/** The hour in which it became known, as a deviation of the feed: one of no app. */
export function silenceDeviation({ tenant, source, known_s, evidence, bar, score }: FeedSilence): Deviation {
  const window = { tenant, source, app_id: WHOLE_FEED, window_s: HOUR_S, at_s: known_s - HOUR_S };
  const judged = { observed: evidence, expected: 0, low: null, high: bar, score, basis_events: 1 };
  return { ...window, ...judged, metric: "silence", direction: "high", state: "ready" };
}

type Known = Pick<FeedSilence, "known_s" | "evidence" | "bar">;

function silencesOf(hours: readonly FeedHour[], to_s: number, settings: DetectionSettings): readonly FeedSilence[] {
  const events = new Map([...hours].sort((a, b) => a.at_s - b.at_s).map((hour) => [hour.at_s, hour.events]));
  const { tenant = "", source = "" } = hours[0] ?? {};
  const found: FeedSilence[] = [];
  let known: Known | undefined;
  let last_s = 0;
  const tell = (back_s: number | undefined): void => {
    if (known) found.push({ tenant, source, ...storyOf(events, last_s, known), back_s });
    known = undefined;
  };
  const step = feedStepper(settings, { tenant, source, from_s: Math.min(...events.keys()), to_s });
  for (let at_s = Math.min(...events.keys()); at_s < to_s; at_s += HOUR_S) {
    const silent = step(at_s, events.get(at_s) ?? 0, known !== undefined);
    if (events.has(at_s)) {
      tell(at_s);
      last_s = at_s;
    } else if (silent) known ??= { known_s: at_s + HOUR_S, evidence: silent.evidence, bar: silent.bar };
  }
  tell(undefined);
  return found;
}

interface Feed {
  readonly tenant: string;
  readonly source: string;
  readonly from_s: number;
  readonly to_s: number;
}

type Step = (at_s: number, events: number, is_known: boolean) => ReturnType<ReturnType<typeof silenceWatch>["step"]>;

/** Hours in order; answers while the feed is silent for too long, and nobody said that this is no news. */
function feedStepper({ calendarOf, feedback }: DetectionSettings, { tenant, source, from_s, to_s }: Feed): Step {
  const { slots, like, begins_day } = calendarOf(tenant).hours(from_s, (to_s - from_s) / HOUR_S);
  const said = saidOf(feedback, { tenant, source, app_id: WHOLE_FEED });
  const watch = silenceWatch(stateMemory(MOST_WATCH_BYTES));
  const emptyProves = restlessness();
  return (at_s, events, is_known) => {
    const window = (at_s - from_s) / HOUR_S;
    const { is_absent, is_hidden } = said?.("silence", at_s, at_s + HOUR_S) ?? NOTHING_SAID;
    // A holiday without an event is no silence.
    if (is_absent || (events === 0 && like[window] !== slots[window])) return undefined;
    const hour = { slot: slots[window] ?? 0, ends_day: begins_day[window + 1] === 1 };
    const silent = watch.step(hour, events, emptyProves(events === 0, is_known));
    return is_hidden ? undefined : silent;
  };
}

/** What an empty hour proves of a feed that never rests; no answer for one that does. */
function restlessness(): (is_empty: boolean, is_known: boolean) => number | undefined {
  let seen = 0;
  let missed = 0;
  return (is_empty, is_known) => {
    const miss_share = (missed + 0.5) / (seen + 1);
    const is_restless = seen >= KNOWN_AFTER_HOURS && miss_share <= RESTLESS_MISSES;
    seen++;
    // Of what is known to be an incident nothing is learned: a week's outage does not make the next one usual.
    if (is_known) return 0;
    if (is_empty) missed++;
    return is_restless ? -Math.log(miss_share) : undefined;
  };
}

function storyOf(
  events: ReadonlyMap<number, number>,
  last_s: number,
  known: Known,
): Omit<FeedSilence, "tenant" | "source" | "back_s"> {
  const week = [...events].filter(([at_s]) => at_s > last_s - WEEK_S && at_s <= last_s);
  const usual_events = week.reduce((sum, [, count]) => sum + count, 0) / week.length;
  const step = Math.max(1, (week.length - 1) / (SAMPLED_HOURS - 1));
  const sampled = Array.from({ length: SAMPLED_HOURS }, (_, i) => week.at(-1 - Math.round(i * step))?.[0]);
  return {
    since_s: last_s + HOUR_S,
    ...known,
    usual_events,
    score: scoreOf(known.evidence, 0, known.bar),
    sampled_s: sampled.filter((at_s) => at_s !== undefined),
  };
}
