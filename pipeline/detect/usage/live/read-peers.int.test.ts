import { beforeAll, expect, test } from "vitest";
import { peerLevels } from "../../../../queries/usage/peer-levels.ts";
import { usageSeries } from "../../../../queries/usage/series.ts";
import { openTestStore } from "../../../../tests/test-store.ts";
import { readUsageTable } from "../../../stats/usage/table.ts";
import { levelsInTable } from "../detect-table.fixture.ts";
import { hourlyEvents, usageLander } from "../land-usage.fixture.ts";
import { HOUR_S, MONDAY_S, ordinaryApps, wobble } from "../usage-table.fixture.ts";

const DAYS = 12;
const HOURS = Array.from({ length: DAYS * 24 }, (_, hour) => hour);
const MONDAY = MONDAY_S / (24 * HOUR_S);

const store = await openTestStore();
const land = usageLander(store);

beforeAll(async () => {
  const apps: Readonly<Record<string, (hour: number) => number>> = {
    ...ordinaryApps(11),
    once: (hour) => (hour === 30 ? 5000 : 0),
    late: (hour) => (hour < 8 * 24 ? 0 : Math.round(70 * wobble(hour))),
  };
  await land(
    "r",
    hourlyEvents("r", Object.keys(apps), HOURS, (app_id, hour) => apps[app_id]?.(hour) ?? 0),
  );
});

test("the store tells of any days what a walk through all hours tells", async () => {
  const to_s = MONDAY_S + DAYS * 24 * HOUR_S;
  const all = { tenant: "", first_app: "", last_app: "", history_from_s: MONDAY_S, from_s: MONDAY_S, whole_apps: [] };
  const walked = levelsInTable(readUsageTable(await store.reader.arrow(usageSeries, { ...all, to_s })));
  for (const [first, last] of [
    [0, DAYS],
    [5, 9],
    [9, 9],
  ] as const) {
    const days = { first_day: MONDAY + first, last_day: MONDAY + last };
    const told = await store.reader.rows(peerLevels, { tenant: "t", history_from_s: MONDAY_S, ...days });
    const wanted = walked.filter(({ day }) => day >= days.first_day && day <= days.last_day);
    expect(new Set(told.map((row) => JSON.stringify(Object.entries(row).sort())))).toEqual(
      new Set(wanted.map((row) => JSON.stringify(Object.entries(row).sort()))),
    );
  }
});
