import type { App } from "../../app.ts";
import { DAY_MS, HOUR_MS, localTime, MINUTE_MS, utcOf } from "../../calendar.ts";
import { between, logBetween, type Range, uuid } from "../../draw.ts";
import type { Phase } from "../../phase.ts";
import type { Random } from "../../prng.ts";
import type { World } from "../../world.ts";
import { drawHours, lastThirdFrom, placeInLastThird } from "../placement.ts";
import type { AppScenario, Plant } from "../scenario.ts";

/** What a story is told with: who, and from when to when. */
export interface Scene extends Span {
  readonly world: World;
  readonly app: App;
  readonly random: Random;
}

export interface Span {
  readonly from_ms: number;
  readonly to_ms: number;
}

type Act = (scene: Scene) => Partial<Pick<Plant, "phases" | "notices">>;

export function attack(story: Omit<AppScenario, "role" | "scope">): AppScenario {
  return { role: "attack", scope: "app", ...story };
}

export function lookAlike(story: Omit<AppScenario, "role" | "scope">): AppScenario {
  return { role: "look_alike", scope: "app", ...story };
}

/** For so many hours somewhere in the last third, at any time of day and week. */
export function during(hours: Range, act: Act): AppScenario["plant"] {
  return (world, app, random) => {
    const duration_ms = drawHours(random, hours);
    const from_ms = placeInLastThird(world, duration_ms, random);
    return from_ms === undefined
      ? undefined
      : played({ world, app, random, from_ms, to_ms: from_ms + duration_ms }, act);
  };
}

/** A whole week of what the app always does, whatever it does in it. */
export function anyWeek(): AppScenario["plant"] {
  return during([A_WEEK_IN_HOURS, A_WEEK_IN_HOURS], () => ({}));
}

const A_WEEK_IN_HOURS = 168;

/** From the moment the app appears, for so many hours, cut at the end of the span; see `appearsLate`. */
export function sinceItAppeared(hours: Range, act: Act): AppScenario["plant"] {
  return (world, app, random) => {
    const from_ms = app.created_ms;
    const to_ms = Math.min(world.to_ms, from_ms + drawHours(random, hours));
    const too_short = to_ms - from_ms < hours[0] * HOUR_MS;
    return too_short ? undefined : played({ world, app, random, from_ms, to_ms }, act);
  };
}

/** From the moment the app appears to the end: what stands in the directory stays there. */
export function everSinceItAppeared(act: Act = () => ({})): AppScenario["plant"] {
  return (world, app, random) => {
    const { created_ms: from_ms } = app;
    return played({ world, app, random, from_ms, to_ms: world.to_ms }, act);
  };
}

/** Through the whole span: what the app always does. */
export function always(act: Act): AppScenario["plant"] {
  return (world, app, random) => {
    const { from_ms, to_ms } = world;
    return played({ world, app, random, from_ms, to_ms }, act);
  };
}

function played(scene: Scene, act: Act): Plant {
  const { from_ms, to_ms } = scene;
  return { from_ms, to_ms, phases: [], notices: [], ...act(scene) };
}

/** The app appears early enough in the last third for a few days of its life to be seen. */
export function appearsLate(world: World, random: Random): number {
  const days = (world.to_ms - lastThirdFrom(world)) / DAY_MS;
  return Math.ceil(lastThirdFrom(world) + between(random, [0, days / 3]) * DAY_MS);
}

/** A part of the span, by shares of it, of whole minutes. */
export function part({ from_ms, to_ms }: Span, from_share: number, to_share: number): Span {
  const at = (share: number): number => from_ms + Math.round(((to_ms - from_ms) * share) / MINUTE_MS) * MINUTE_MS;
  return { from_ms: at(from_share), to_ms: Math.min(to_ms, at(to_share)) };
}

/** The last so many hours of the span: what was prepared before is used now. */
export function lastHours({ random, from_ms, to_ms }: Scene, hours: Range): Span {
  return { from_ms: Math.max(from_ms, to_ms - drawHours(random, hours)), to_ms };
}

/** Calls on top of the app's own. */
export function calls(scene: Scene, extra: NonNullable<Phase["change"]["extra"]>, span: Span = scene): Phase {
  return { from_ms: span.from_ms, to_ms: span.to_ms, change: { extra } };
}

/** Many times what the app does in a busy hour, and at least so much that anybody would call it many. */
export function surge({ app, random }: Scene, times: Range, at_least: number): number {
  return Math.min(MOST_PER_H, Math.max(at_least, busyHour(app) * logBetween(random, times)));
}

/** More than that throttling does not let through. */
const MOST_PER_H = 2500;

/** A run that is over by itself counts as the hour it takes. */
function busyHour({ rhythm }: App): number {
  switch (rhythm.kind) {
    case "office":
    case "always_on":
      return rhythm.per_h;
    case "batch":
      return rhythm.calls;
    case "quiet":
      return rhythm.per_day / WORKING_HOURS_A_DAY;
    case "constant":
      return HOUR_MS / rhythm.every_ms;
    case "bursty":
      return rhythm.bursts_per_h * rhythm.smallest * BURST_MEAN_TO_SMALLEST;
    default:
      return rhythm satisfies never;
  }
}

const WORKING_HOURS_A_DAY = 8;
/** The mean of a Pareto with the tail that bursts have. */
const BURST_MEAN_TO_SMALLEST = 2.7;

/** A moment of the span at which people are at work, where it has one. */
function atWork({ app, random, from_ms, to_ms }: Scene): number {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const { day } = localTime(between(random, [from_ms, to_ms]), app.offset_h);
    const at_ms = Math.floor(utcOf(day, between(random, WORKING_HOURS), app.offset_h));
    if (at_ms >= from_ms && at_ms < to_ms) return at_ms;
  }
  return Math.floor(between(random, [from_ms, to_ms]));
}

const TRIES = 20;
const WORKING_HOURS: Range = [8, 18];

/** So many moments of work, by time. */
export function momentsAtWork(scene: Scene, count: number): number[] {
  return Array.from({ length: count }, () => atWork(scene)).sort((a, b) => a - b);
}

export function freshId({ random }: Scene): string {
  return uuid(random);
}
