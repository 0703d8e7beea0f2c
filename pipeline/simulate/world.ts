import { DAY_MS, HOUR_MS, isWeekend, localTime, weekdayOf } from "./calendar.ts";
import { logNormal, type NonEmpty, pick } from "./draw.ts";
import { draftPeople, type Person } from "./people.ts";
import { countryAt } from "./places.ts";
import { randomStream } from "./prng.ts";

/** What all apps of one company share. */
export interface World {
  readonly seed: number;
  readonly tenant: string;
  readonly domain: string;
  readonly from_ms: number;
  readonly to_ms: number;
  /** Where most people work, as hours ahead of UTC. */
  readonly home_offset_h: number;
  /** A local day on which offices are shut; none when the span holds no working day. */
  readonly holiday_day: number | undefined;
  readonly people: NonEmpty<Person>;
  /** How busy the whole company is on each UTC day of the span, around 1. */
  readonly day_levels: readonly number[];
}

interface WorldOptions {
  readonly seed: number;
  readonly tenant: string;
  readonly apps: number;
  readonly from_ms: number;
  readonly to_ms: number;
}

/** Places where companies with such apps sit: New York, London, Berlin, Helsinki, Singapore, Tokyo. */
export const OFFSETS_H: NonEmpty<number> = [-5, 0, 1, 2, 8, 9];
/** A company has some people for every app, and a small one still has an office full. */
const PEOPLE_PER_APP = 4;
const FEWEST_PEOPLE = 40;
const MOST_PEOPLE = 5000;
/** Whole days are a few per cent busier or calmer than others. */
const COMPANY_DAY_SIGMA = 0.06;

export function draftWorld(options: WorldOptions): World {
  const { seed, tenant, from_ms, to_ms } = options;
  const random = randomStream(seed, "world");
  const home_offset_h = pick(random, OFFSETS_H);
  const first_day = localTime(from_ms, home_offset_h).day;
  const days = Math.ceil((to_ms - from_ms) / DAY_MS);
  const domain = `${tenant.toLowerCase().replaceAll(/[^a-z0-9-]+/g, "-")}.example`;
  const count = Math.min(MOST_PEOPLE, Math.max(FEWEST_PEOPLE, PEOPLE_PER_APP * options.apps));
  const branch_country = countryAt(pick(randomStream(seed, "branch"), OFFSETS_H));
  const staff = { seed, count: count + 1, domain, first_day, days, country: countryAt(home_offset_h), branch_country };
  const [somebody, ...others] = draftPeople(random, staff);
  if (somebody === undefined) throw new Error("a company without people");
  return {
    seed,
    tenant,
    domain,
    from_ms,
    to_ms,
    home_offset_h,
    holiday_day: pickHoliday(seed, first_day, days),
    people: [somebody, ...others],
    day_levels: Array.from({ length: days + 1 }, () => logNormal(random, COMPANY_DAY_SIGMA)),
  };
}

function pickHoliday(seed: number, first_day: number, days: number): number | undefined {
  const working = Array.from({ length: days }, (_, i) => first_day + i).filter((day) => !isWeekend(weekdayOf(day)));
  return working[Math.floor(working.length * randomStream(seed, "holiday")())];
}

export function companyLevel(world: World, at_ms: number): number {
  return world.day_levels[Math.floor((at_ms - world.from_ms) / DAY_MS)] ?? 1;
}

/** The full hours of the span. */
export function* hoursOf(world: World): Generator<number> {
  for (let at_ms = world.from_ms; at_ms < world.to_ms; at_ms += HOUR_MS) yield at_ms;
}
