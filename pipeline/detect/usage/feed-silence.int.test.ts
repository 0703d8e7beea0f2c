import { beforeAll, expect, test } from "vitest";
import { openTestStore } from "../../../tests/test-store.ts";
import type { AlertCounts } from "../../alert/append-alerts.ts";
import { raiseAlerts } from "../../alert/raise-alerts.ts";
import { hourlyEvents, usageLander } from "./land-usage.fixture.ts";
import type { LiveMemory } from "./live/memory.ts";
import { runDetection } from "./run-detection.ts";
import { HOUR_S, MONDAY_S, WEEK_HOURS } from "./usage-table.fixture.ts";

const store = await openTestStore();
const land = usageLander(store);
const at_ms = (hour: number): number => (MONDAY_S + hour * HOUR_S) * 1000;

/** A Tuesday morning after two weeks. */
const STOP = 2 * WEEK_HOURS + 24 + 9;
const APPS = ["backup", "crm"];
const SINCE = "2026-10-20 09:00 UTC";
const memory: LiveMemory = new Map();

const hourly = (run_id: string, from: number, to: number, apps = APPS): readonly unknown[] =>
  hourlyEvents(
    run_id,
    apps,
    Array.from({ length: to - from }, (_, hour) => from + hour),
    () => 4,
  );

/** What the service does a quarter past that hour. */
async function live(hour: number): Promise<AlertCounts> {
  const deps = { reader: store.reader, writer: store.writer, clock: { now_ms: () => at_ms(hour) + 15 * 60_000 } };
  const { from_ms, to_ms, feed_silences } = await runDetection({ ...deps, memory });
  return await raiseAlerts(deps, { from_ms, to_ms, feed_silences });
}

const alerts = (source = ""): Promise<readonly unknown[]> =>
  store.rows(
    `SELECT detection, source, app_id, title, severity, status, classification, determination, toUInt32(revision) AS revision,
       toString(last_activity_at) AS last FROM alerts WHERE source = '${source}' OR '${source}' = '' ORDER BY source, detection, uid`,
  );
const deviations = (): Promise<readonly unknown[]> =>
  store.rows(
    `SELECT source, metric, (toUInt32(at) - ${MONDAY_S}) / 3600 AS hour FROM deviations FINAL
     WHERE app_id = '' AND withdrawn = 0 AND direction = 'high' ORDER BY source, hour`,
  );

/** Feeds with the same apps, and one whose records name none. */
beforeAll(async () => {
  for (const source of ["graph", "filled", "judged"]) await land(source, hourly(source, 0, STOP), source);
  await land("audit", hourly("audit", 0, STOP + 24, [""]), "audit");
}, 120_000);

test("feeds that stop raise one alert each and none of their apps, whose end is told when data come back", async () => {
  expect(await live(STOP + 3)).toEqual({ raised: 0, updated: 0, withdrawn: 0 });
  expect(await live(STOP + 4)).toMatchObject({ raised: 3 });
  const title = `Feed graph of t has been silent since ${SINCE}; usually 2 events an hour`;
  const told = { detection: "feed_silent", app_id: "", title, severity: "medium", status: "new", revision: 1 };
  expect(await alerts("graph")).toMatchObject([told]);
  const window = { metric: "silence", hour: STOP + 3 };
  expect(await deviations()).toEqual(["filled", "graph", "judged"].map((source) => ({ source, ...window })));

  await store.connection.execute({
    sql: `INSERT INTO alert_history SELECT * REPLACE (2 AS revision, 'ana' AS actor, 'change' AS action,
      'resolved' AS status, 'false_positive' AS classification) FROM alert_history WHERE source = 'judged'`,
  });
  await land("late", hourly("late", STOP, STOP + 5), "filled");
  await land("back", hourly("back", STOP + 4, STOP + 24), "judged");
  // An hour more is no news of the third.
  expect(await live(STOP + 5)).toEqual({ raised: 0, updated: 1, withdrawn: 1 });
  expect(await alerts("filled")).toMatchObject([{ status: "resolved", determination: "evidence_withdrawn" }]);
  const judged = { status: "resolved", classification: "false_positive", determination: "" };
  expect(await alerts("judged")).toMatchObject([{ ...judged, title: expect.stringMatching("was silent") }]);

  await land("more", hourly("more", STOP + 5, STOP + 24), "filled");
  await land("again", hourly("again", STOP + 9, STOP + 24), "graph");
  expect(await live(STOP + 10)).toEqual({ raised: 0, updated: 1, withdrawn: 0 });
  const end = { status: "resolved", determination: "data_returned", revision: 2, last: "2026-10-20 18:00:00.000" };
  const ended = `Feed graph of t was silent from ${SINCE} to 2026-10-20 18:00 UTC; usually 2 events an hour`;
  expect(await alerts("graph")).toMatchObject([{ ...end, title: ended }]);
  expect(await live(STOP + 24)).toEqual({ raised: 0, updated: 0, withdrawn: 0 });
}, 60_000);

test("a pipeline that is down is told once a feed and of no app, and the same from history alone", async () => {
  await live(STOP + 30);
  await live(STOP + 72);
  const all = await alerts();
  const down = all.filter((row) => Object(row).status === "new");
  expect(down.map((row) => Object(row).source)).toEqual(["audit", "filled", "graph", "judged"]);
  expect(all.every((row) => Object(row).detection === "feed_silent")).toBe(true);
  const found = await deviations();

  const deps = { reader: store.reader, writer: store.writer, clock: { now_ms: Date.now } };
  for (const table of ["alert_history", "deviations"])
    await store.connection.execute({ sql: `TRUNCATE TABLE ${table}` });
  const span = { from_ms: at_ms(STOP - 24), to_ms: at_ms(STOP + 72) };
  const { feed_silences } = await runDetection(deps, span);
  await raiseAlerts(deps, { ...span, feed_silences });
  expect(await deviations()).toEqual(found);
  const is_gone = (row: unknown): boolean =>
    ["evidence_withdrawn", "false_positive"].some((word) => JSON.stringify(row).includes(word));
  const kept = all.filter((row) => !is_gone(row));
  const replayed = (await alerts()).filter(
    (row) => !(Object(row).source === "judged" && Object(row).status === "resolved"),
  );
  const comparable = (rows: readonly unknown[]) => rows.map((row) => ({ ...Object(row), revision: 0 }));
  expect(comparable(replayed)).toEqual(comparable(kept));
}, 60_000);
