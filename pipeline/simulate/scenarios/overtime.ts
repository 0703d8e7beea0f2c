import { OVERTIME_SHARE } from "../app.ts";
import { isWeekend, localTime } from "../calendar.ts";
import { between, pick, type Range } from "../draw.ts";
import { drawHours, placeInLastThird } from "./placement.ts";
import type { AppScenario } from "./scenario.ts";

const HOURS: Range = [2, 4];
const STARTS_AT_H = 19;

/** One of the app's users has a deadline and works into the evening, at the pace of one person. */
export const overtime: AppScenario = {
  role: "look_alike",
  tells: "One of the app's users works into the evening.",
  scope: "app",
  needs: { kind: "office", busy_per_h: 25 },
  plant(world, app, random) {
    if (app.rhythm.kind !== "office") return undefined;
    const duration_ms = drawHours(random, HOURS);
    const suits = (at_ms: number): boolean => {
      const local = localTime(at_ms, app.offset_h);
      return local.hour === STARTS_AT_H && !isWeekend(local.weekday) && local.day !== world.holiday_day;
    };
    const from_ms = placeInLastThird(world, duration_ms, random, suits);
    if (from_ms === undefined) return undefined;
    const to_ms = from_ms + duration_ms;
    const extra = { per_h: app.rhythm.per_h * between(random, OVERTIME_SHARE), user: pick(random, app.users) };
    return { from_ms, to_ms, phases: [{ from_ms, to_ms, change: { extra } }] };
  },
};
