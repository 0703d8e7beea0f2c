import { expect, test } from "vitest";
import { incidentAlerts } from "../../queries/alerts/of-incident.ts";
import { openTestStore } from "../../tests/test-store.ts";

const store = await openTestStore();
const HOUR_MS = 3_600_000;
const FIRST_MS = Date.UTC(2026, 9, 1);

const alert = (uid: string, from_h: number, to_h: number, more: object = {}): Readonly<Record<string, unknown>> => ({
  ...{ tenant: "t", uid, revision: 1, recorded_at: FIRST_MS, actor: "tidemark", action: "raise", detection: "d" },
  ...{ reference: "", title: uid, severity: "low", status: "new", classification: "", determination: "", source: "" },
  ...{ app_id: "a", score: 1, evidence: "{}" },
  ...{ first_activity_at: FIRST_MS + from_h * HOUR_MS, last_activity_at: FIRST_MS + to_h * HOUR_MS },
  ...more,
});

const together = async (uid: string): Promise<unknown> => {
  const found = await store.reader.rows(incidentAlerts, { tenant: "t", uid });
  return found.map((one) => `${one.incident_uid.at(-1)}:${one.uid}`).join(" ");
};

test("alerts on one app that overlap, or follow within a day, are one incident, called by the first", async () => {
  await store.writer.insert("alert_history", [
    alert("b", 0, 2),
    // The longest lasts on while shorter ones come and go.
    alert("c", 1, 30),
    alert("d", 5, 6),
    alert("e", 54, 55),
    alert("f", 55 + 24.1, 80),
    alert("g", 79, 80, { app_id: "another" }),
    alert("h", 79, 80, { tenant: "u" }),
    alert("i", 79, 80, { determination: "evidence_withdrawn" }),
  ]);
  expect(await together("b")).toBe("b:b b:c b:d b:e");
  expect(await together("e")).toBe("b:b b:c b:d b:e");
  expect(await together("f")).toBe("f:f");
  expect(await together("g")).toBe("g:g");
  expect(await together("i")).toBe("i:i");
});

test("what a policy matches for weeks ties nothing together but what was there when it began", async () => {
  await store.writer.insert("alert_history", [
    alert("p", 0, 24 * 60, { app_id: "p", detection: "policy" }),
    alert("q", 3, 4, { app_id: "p" }),
    alert("r", 24 * 30, 24 * 30 + 1, { app_id: "p" }),
  ]);
  expect(await together("q")).toBe("p:p p:q");
  expect(await together("r")).toBe("r:r");
});
