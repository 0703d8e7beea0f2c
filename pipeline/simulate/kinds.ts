import { HOUR_MS } from "./calendar.ts";
import {
  between,
  chance,
  logBetween,
  logNormal,
  type NonEmpty,
  pick,
  pickWeighted,
  type Range,
  type Weighted,
  wholeBetween,
} from "./draw.ts";
import type { Random } from "./prng.ts";
import type { BatchRhythm, Rhythm } from "./rhythm.ts";

export type AppKind = "office" | "always_on" | "batch" | "quiet" | "constant" | "new" | "growing" | "bursty";

/** How common each kind is: most apps serve people, many run by themselves, few are new at any time. */
export const KIND_SHARES: NonEmpty<Weighted<AppKind>> = [
  { value: "office", weight: 36 },
  { value: "always_on", weight: 16 },
  { value: "batch", weight: 14 },
  { value: "quiet", weight: 15 },
  { value: "constant", weight: 7 },
  { value: "new", weight: 3 },
  { value: "growing", weight: 4 },
  { value: "bursty", weight: 5 },
];

/** What a scenario asks of the app it happens to. */
export interface Needs {
  readonly kind: AppKind;
  /** Or one of these, by seed. */
  readonly or_kinds?: readonly AppKind[];
  /** Calls in a busy hour, at least, for a change to be one that people would notice. */
  readonly busy_per_h?: number;
  /** The app's work is to read content. */
  readonly reads_content?: boolean;
  /** Batches that run once a night. */
  readonly nightly?: boolean;
}

/** Busy-hour calls of a middling app; sizes of apps spread log-normally around it. */
const OFFICE_PER_H = 32;
const ALWAYS_ON_PER_H = 13;
const SIZE_SIGMA = 0.7;
/** No single app drowns the company. */
const LARGEST_SIZE_FACTOR = 6;

/** How much of the peak is gone in the trough of an always-on app's day. */
const SWING: Range = [0.15, 0.6];

const NIGHT_RUN_CALLS = 420;
const HOURLY_RUN_CALLS = 13;
const WEEKLY_RUN_CALLS = 1300;
const RUN_SIGMA = 0.5;
/** Half of all batches run by night. */
const RUN_SCHEDULES: NonEmpty<BatchRhythm["every"]> = ["hour", "night", "night", "week"];
const NIGHT_RUN_MINUTES: Range = [15, 55];
const HOURLY_RUN_MINUTES: Range = [3, 20];

/** From two calls a week to six a day. */
const QUIET_PER_DAY: Range = [2 / 7, 6];

const POLL_SECONDS: NonEmpty<Weighted<number>> = [
  { value: 60, weight: 1 },
  { value: 120, weight: 3 },
  { value: 300, weight: 5 },
];

const BURSTS_PER_H: Range = [0.15, 0.7];
const SMALLEST_BURST = 6;

/** Draw the rhythm of an app of this kind. `offset_h` is where its people, or its scheduler, live. */
export function draftRhythm(random: Random, needs: Needs, offset_h: number): Rhythm {
  switch (needs.kind) {
    case "office":
    case "new":
      return { kind: "office", per_h: drawSize(random, OFFICE_PER_H, needs) };
    case "growing":
      return chance(random, 0.5)
        ? { kind: "office", per_h: drawSize(random, OFFICE_PER_H, needs) }
        : draftAlwaysOn(random, needs, offset_h);
    case "always_on":
      return draftAlwaysOn(random, needs, offset_h);
    case "batch":
      return draftBatch(random, needs, offset_h);
    case "quiet":
      return { kind: "quiet", per_day: logBetween(random, QUIET_PER_DAY) };
    case "constant":
      return draftConstant(random);
    case "bursty":
      return { kind: "bursty", bursts_per_h: between(random, BURSTS_PER_H), smallest: SMALLEST_BURST };
    default:
      return needs.kind satisfies never;
  }
}

function drawSize(random: Random, median: number, needs: Needs): number {
  const drawn = median * Math.min(LARGEST_SIZE_FACTOR, logNormal(random, SIZE_SIGMA));
  return Math.max(drawn, needs.busy_per_h ?? 0);
}

function draftAlwaysOn(random: Random, needs: Needs, offset_h: number): Rhythm {
  const peak_hour = wholeBetween(random, [9, 21]) - offset_h;
  return {
    kind: "always_on",
    per_h: drawSize(random, ALWAYS_ON_PER_H, needs),
    swing: between(random, SWING),
    peak_hour,
  };
}

function draftBatch(random: Random, needs: Needs, offset_h: number): Rhythm {
  const every = needs.nightly === true ? "night" : pick(random, RUN_SCHEDULES);
  const calls = { hour: HOURLY_RUN_CALLS, night: NIGHT_RUN_CALLS, week: WEEKLY_RUN_CALLS }[every];
  const minutes = between(random, every === "hour" ? HOURLY_RUN_MINUTES : NIGHT_RUN_MINUTES);
  return {
    kind: "batch",
    every,
    // A scheduler's habit: a round quarter of an hour, at night; for hourly runs a quarter or half past.
    start_hour: every === "hour" ? pick(random, [0.25, 0.5]) : wholeBetween(random, [0, 20]) / 4,
    weekday: wholeBetween(random, [0, 6]),
    length_ms: (minutes * HOUR_MS) / 60,
    calls: calls * logNormal(random, RUN_SIGMA),
    offset_h,
    seed: wholeBetween(random, [0, 2 ** 31]),
  };
}

function draftConstant(random: Random): Rhythm {
  const every_ms = pickWeighted(random, POLL_SECONDS) * 1000;
  return { kind: "constant", every_ms, first_ms: wholeBetween(random, [0, every_ms - 1]) };
}
