import { DAY_MS } from "../calendar.ts";
import { between, type Range } from "../draw.ts";
import { contentReads } from "../purposes.ts";
import { drawHours, lastThirdFrom } from "./placement.ts";
import type { AppScenario } from "./scenario.ts";

/** The app has lived through a day or so of ordinary use; its first week is not over. */
const AGE_DAYS: Range = [1, 5];
const HOURS: Range = [3, 8];
/** Apps like it make some tens of calls in a busy hour. */
const READS_PER_H: Range = [400, 1200];
/** It goes through everything once instead of returning to a few things. */
const RESOURCES = 200_000;
const STRANGER_IP = "203.0.113.241";

/** An app that was consented to days ago copies mailboxes and drives. */
export const newAppMassRead: AppScenario = {
  role: "attack",
  tells: "An app that was consented to days ago copies mailboxes and drives.",
  scope: "app",
  needs: { kind: "new", reads_content: true },
  appears: (world, random) => Math.floor(lastThirdFrom(world) + (DAY_MS / 4) * random()),
  plant(world, app, random) {
    const duration_ms = drawHours(random, HOURS);
    const earliest = app.created_ms + AGE_DAYS[0] * DAY_MS;
    const latest = Math.min(app.created_ms + AGE_DAYS[1] * DAY_MS, world.to_ms - duration_ms);
    if (latest < earliest) return undefined;
    const from_ms = Math.floor(between(random, [earliest, latest]));
    const to_ms = from_ms + duration_ms;
    const mix = contentReads(app.purpose.mix);
    const extra = { per_h: between(random, READS_PER_H), mix, resources: RESOURCES, ip: STRANGER_IP };
    return { from_ms, to_ms, phases: [{ from_ms, to_ms, change: { extra } }] };
  },
};
