import { DAY_MS } from "../calendar.ts";
import { between, type Range } from "../draw.ts";
import { drawHours, placeInLastThird } from "./placement.ts";
import type { AppScenario } from "./scenario.ts";

const HOURS: Range = [2, 6];
const DORMANT_DAYS: Range = [10, 14];
/** The app is seen at work before, so that there is something to return to. */
const FEWEST_ACTIVE_DAYS = 1;
/** The pace of an ordinary app: what is odd is that it calls at all. */
const CALLS_PER_H: Range = [20, 60];
const STRANGER_IP = "203.0.113.242";

/** An app nobody has used for weeks calls again for some hours, then no more. */
export const dormantReturn: AppScenario = {
  role: "attack",
  tells: "An app nobody has used for weeks calls again for some hours, then no more.",
  scope: "app",
  needs: { kind: "always_on" },
  plant(world, _app, random) {
    const duration_ms = drawHours(random, HOURS);
    const from_ms = placeInLastThird(world, duration_ms, random);
    if (from_ms === undefined) return undefined;
    const longest_days = (from_ms - world.from_ms) / DAY_MS - FEWEST_ACTIVE_DAYS;
    if (longest_days < DORMANT_DAYS[0]) return undefined;
    const dormant_days = Math.min(longest_days, between(random, DORMANT_DAYS));
    const to_ms = from_ms + duration_ms;
    const extra = { per_h: between(random, CALLS_PER_H), ip: STRANGER_IP };
    return {
      from_ms,
      to_ms,
      phases: [
        { from_ms: from_ms - dormant_days * DAY_MS, to_ms: world.to_ms, change: { rate_factor: 0 } },
        { from_ms, to_ms, change: { extra } },
      ],
    };
  },
};
