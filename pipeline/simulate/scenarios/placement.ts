import type { App } from "../app.ts";
import { HOUR_MS, localTime, MINUTE_MS, officeWeight } from "../calendar.ts";
import { between, type Range } from "../draw.ts";
import type { Random } from "../prng.ts";
import type { World } from "../world.ts";

/** Stories begin late, so that there is a usual to differ from. */
const PLANTED_AFTER_SHARE = 2 / 3;
/** Enough draws to hit a working morning among all hours of a week. */
const TRIES = 400;
/** From mid-morning to the end of the afternoon with its lunch: an hour in which people are at it. */
const WORKING_WEIGHT = 0.5;

export function lastThirdFrom(world: World): number {
  return world.from_ms + PLANTED_AFTER_SHARE * (world.to_ms - world.from_ms);
}

/** A duration of full minutes. */
export function drawHours(random: Random, hours: Range): number {
  return Math.round((between(random, hours) * HOUR_MS) / MINUTE_MS) * MINUTE_MS;
}

/** A full minute in the last third from which `duration_ms` fit into the span and suit; none when there is none. */
export function placeInLastThird(
  world: World,
  duration_ms: number,
  random: Random,
  suits: (from_ms: number) => boolean = () => true,
): number | undefined {
  const earliest = lastThirdFrom(world);
  const latest = world.to_ms - duration_ms;
  if (latest < earliest) return undefined;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const from_ms = Math.min(latest, Math.ceil(between(random, [earliest, latest]) / MINUTE_MS) * MINUTE_MS);
    if (suits(from_ms)) return from_ms;
  }
  return undefined;
}

/** Whether people are at work with this app from the first to the last of these hours; others always are. */
export function isAtWork(world: World, app: App, from_ms: number, to_ms: number): boolean {
  if (app.rhythm.kind !== "office") return true;
  for (let at_ms = from_ms; at_ms < to_ms; at_ms += HOUR_MS / 2) {
    if (officeWeight(localTime(at_ms, app.offset_h), world.holiday_day) < WORKING_WEIGHT) return false;
  }
  return true;
}
