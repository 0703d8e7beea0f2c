import { DAY_MS, isWeekend, localTime, utcOf, weekdayOf } from "../calendar.ts";
import { pick } from "../draw.ts";
import { lastThirdFrom } from "./placement.ts";
import type { CompanyScenario } from "./scenario.ts";

/** A closing day, a product launch: everybody does more of what they do. */
const CALLS_FACTOR = 1.4;

export const busyDay: CompanyScenario = {
  role: "look_alike",
  tells: "A closing day, a product launch: everybody does more of what they do.",
  scope: "company",
  concerns: (app) => app.kind === "office",
  plant(world, random) {
    const from_day = localTime(lastThirdFrom(world), world.home_offset_h).day + 1;
    const to_day = localTime(world.to_ms, world.home_offset_h).day;
    const days = Array.from({ length: Math.max(0, to_day - from_day) }, (_, i) => from_day + i);
    const [first, ...others] = days.filter((day) => !isWeekend(weekdayOf(day)) && day !== world.holiday_day);
    if (first === undefined) return undefined;
    const from_ms = utcOf(pick(random, [first, ...others]), 0, world.home_offset_h);
    const to_ms = from_ms + DAY_MS;
    return { from_ms, to_ms, phases: [{ from_ms, to_ms, change: { rate_factor: CALLS_FACTOR } }] };
  },
};
