import { HOUR_MS, type LocalTime, MINUTE_MS, officeWeight, utcOf, weekdayOf } from "./calendar.ts";
import { between, logNormal, pareto, poisson, type Range } from "./draw.ts";
import { type Random, randomStream } from "./prng.ts";

/** When an app calls. Rates are calls an hour in an ordinary busy hour, before noise. */
export type Rhythm =
  | { readonly kind: "office"; readonly per_h: number }
  | { readonly kind: "always_on"; readonly per_h: number; readonly swing: number; readonly peak_hour: number }
  | BatchRhythm
  | { readonly kind: "quiet"; readonly per_day: number }
  | { readonly kind: "constant"; readonly every_ms: number; readonly first_ms: number }
  | { readonly kind: "bursty"; readonly bursts_per_h: number; readonly smallest: number };

/** One run an hour, a night or a week. `start_hour` is local, fractions allowed; hourly runs use its minutes only. */
export interface BatchRhythm {
  readonly kind: "batch";
  readonly every: "hour" | "night" | "week";
  readonly start_hour: number;
  readonly weekday: number;
  readonly length_ms: number;
  readonly calls: number;
  readonly offset_h: number;
  readonly seed: number;
}

/** A piece of one hour during which nothing changes. */
export interface Segment {
  readonly from_ms: number;
  readonly to_ms: number;
  readonly hour_ms: number;
  readonly local: LocalTime;
  readonly holiday_day: number | undefined;
  /** Product of everything that makes the app busier or calmer now, around 1. */
  readonly level: number;
  /** What a scenario multiplies the calls with. */
  readonly rate_factor: number;
  /** How much later than usual a batch starts. */
  readonly delay_ms: number;
}

/** Scheduled runs start a little late and never twice alike. */
const RUN_JITTER_MINUTES: Range = [-4, 6];
/** How much a run differs in size from the one before: the work that piled up varies little. */
const RUN_SIZE_SIGMA = 0.12;
/** A poll leaves within a fraction of a second of its schedule. */
const POLL_JITTER_MS = 400;
/** Bursts of an interactive tool: mostly a handful, sometimes hundreds, done within minutes. */
const BURST_TAIL = 1.6;
const LARGEST_BURST = 400;
const BURST_MINUTES: Range = [1, 12];

/** The times of an app's calls within the segment, in no particular order. */
export function callTimes(rhythm: Rhythm, segment: Segment, random: Random): number[] {
  switch (rhythm.kind) {
    case "office":
      return scattered(segment, rhythm.per_h * officeWeight(segment.local, segment.holiday_day), random);
    case "always_on":
      return scattered(segment, rhythm.per_h * daySwing(segment.local.hour, rhythm.swing, rhythm.peak_hour), random);
    case "quiet":
      return scattered(segment, rhythm.per_day / 24, random);
    case "batch":
      return batchTimes(rhythm, segment, random);
    case "constant":
      return pollTimes(rhythm.every_ms / segment.rate_factor, rhythm.first_ms, segment, random);
    case "bursty":
      return burstTimes(rhythm.bursts_per_h, rhythm.smallest, segment, random);
    default:
      return rhythm satisfies never;
  }
}

/** Calls that come independently of each other at a rate. */
export function scatteredAt(per_h: number, from_ms: number, to_ms: number, random: Random): number[] {
  const calls = poisson(random, (per_h * (to_ms - from_ms)) / HOUR_MS);
  return Array.from({ length: calls }, () => between(random, [from_ms, to_ms]));
}

function scattered(segment: Segment, per_h: number, random: Random): number[] {
  return scatteredAt(per_h * segment.level * segment.rate_factor, segment.from_ms, segment.to_ms, random);
}

function daySwing(hour: number, swing: number, peak_hour: number): number {
  return 1 - (swing / 2) * (1 - Math.cos((2 * Math.PI * (hour - peak_hour)) / 24));
}

function batchTimes(rhythm: BatchRhythm, segment: Segment, random: Random): number[] {
  const times: number[] = [];
  for (const run of runsNear(rhythm, segment)) {
    const from_ms = Math.max(run.from_ms + segment.delay_ms, segment.from_ms);
    const to_ms = Math.min(run.from_ms + segment.delay_ms + rhythm.length_ms, segment.to_ms);
    const per_h = (run.calls * segment.rate_factor * HOUR_MS) / rhythm.length_ms;
    times.push(...scatteredAt(per_h, from_ms, to_ms, random));
  }
  return times;
}

interface Run {
  readonly from_ms: number;
  readonly calls: number;
}

function runsNear(rhythm: BatchRhythm, segment: Segment): Run[] {
  if (rhythm.every === "hour") {
    const minutes = (rhythm.start_hour % 1) * 60;
    return [drawRun(rhythm, segment.hour_ms / HOUR_MS, segment.hour_ms + minutes * MINUTE_MS)];
  }
  const days = [segment.local.day - 1, segment.local.day, segment.local.day + 1];
  const due = rhythm.every === "week" ? days.filter((day) => weekdayOf(day) === rhythm.weekday) : days;
  return due.map((day) => drawRun(rhythm, day, nominalStart(rhythm, day)));
}

/** When the run of a local day is due, before jitter. */
export function nominalStart(rhythm: BatchRhythm, local_day: number): number {
  return utcOf(local_day, rhythm.start_hour, rhythm.offset_h);
}

/** A run's own numbers come from its place in the schedule, so that every hour it touches sees the same run. */
function drawRun(rhythm: BatchRhythm, ordinal: number, nominal_ms: number): Run {
  const random = randomStream(rhythm.seed, "run", ordinal);
  const from_ms = nominal_ms + between(random, RUN_JITTER_MINUTES) * MINUTE_MS;
  return { from_ms, calls: rhythm.calls * logNormal(random, RUN_SIZE_SIGMA) };
}

function pollTimes(every_ms: number, first_ms: number, segment: Segment, random: Random): number[] {
  const times: number[] = [];
  if (!Number.isFinite(every_ms)) return times;
  const polls_before = Math.ceil((segment.from_ms - first_ms) / every_ms);
  const jitter = Math.min(POLL_JITTER_MS, segment.to_ms - segment.from_ms);
  for (let at_ms = first_ms + polls_before * every_ms; at_ms < segment.to_ms; at_ms += every_ms) {
    times.push(Math.min(at_ms + jitter * random(), segment.to_ms - 1));
  }
  return times;
}

function burstTimes(bursts_per_h: number, smallest: number, segment: Segment, random: Random): number[] {
  const times: number[] = [];
  for (const start_ms of scattered(segment, bursts_per_h, random)) {
    const calls = Math.min(LARGEST_BURST, pareto(random, smallest, BURST_TAIL));
    const end_ms = Math.min(segment.to_ms, start_ms + between(random, BURST_MINUTES) * MINUTE_MS);
    for (let call = 0; call < calls; call++) times.push(between(random, [start_ms, end_ms]));
  }
  return times;
}
