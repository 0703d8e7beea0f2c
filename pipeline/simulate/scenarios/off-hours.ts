import { localTime, utcOf, weekdayOf } from "../calendar.ts";
import { between, type Range } from "../draw.ts";
import type { Phase } from "../phase.ts";
import { drawHours, lastThirdFrom } from "./placement.ts";
import type { AppScenario } from "./scenario.ts";

const FRIDAY = 5;
const STARTS_AT_H: Range = [21.5, 23.5];
const NIGHT_HOURS: Range = [4, 8];
/** As if it were a working morning. */
const DAYTIME_SHARE: Range = [0.7, 1.2];
/** An address nobody at the company has. */
const STRANGER_IP = "203.0.113.240";

/** An office app works through a Friday night and again through the Saturday night, as if it were day. */
export const offHours: AppScenario = {
  role: "attack",
  tells: "An office app works through a Friday night and again through the Saturday night.",
  scope: "app",
  needs: { kind: "office", busy_per_h: 25 },
  plant(world, app, random) {
    if (app.rhythm.kind !== "office") return undefined;
    const extra = { per_h: app.rhythm.per_h * between(random, DAYTIME_SHARE), ip: STRANGER_IP };
    const night = (day: number): Phase => {
      const from_ms = Math.ceil(utcOf(day, between(random, STARTS_AT_H), app.offset_h));
      return { from_ms, to_ms: from_ms + drawHours(random, NIGHT_HOURS), change: { extra } };
    };
    const first_day = localTime(lastThirdFrom(world), app.offset_h).day;
    const last_day = localTime(world.to_ms, app.offset_h).day;
    for (let day = first_day; day < last_day; day++) {
      const [friday, saturday] = [night(day), night(day + 1)];
      const fits = friday.from_ms >= lastThirdFrom(world) && saturday.to_ms <= world.to_ms;
      if (fits && weekdayOf(day) === FRIDAY) {
        return { from_ms: friday.from_ms, to_ms: saturday.to_ms, phases: [friday, saturday] };
      }
    }
    return undefined;
  },
};
