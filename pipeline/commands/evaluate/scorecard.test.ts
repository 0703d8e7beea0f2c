import { expect, test } from "vitest";
import type { RaisedAlert, Truth } from "./evaluation.ts";
import { type Run, scorecardOf } from "./scorecard.ts";

const SPAN = { from: "2026-10-20T10:00:00.000Z", to: "2026-10-20T12:00:00.000Z" } as const;
const TRUTH: Truth = {
  scenarios: [
    { scenario: "D12", role: "attack", app_id: "thief", ...SPAN },
    { scenario: "D12", role: "look_alike", app_id: "migration", ...SPAN },
    { scenario: "D3", role: "attack", app_id: "phish", ...SPAN },
  ],
};

function alert(app_id: string, reference: string | null, at = "11:00"): RaisedAlert {
  const time = `2026-10-20T${at}:00.000Z`;
  return { app_id, reference, detection: reference ?? "calls_spike", first_activity_at: time, last_activity_at: time };
}

function run(...alerts: readonly RaisedAlert[]): Run {
  return { seed: 7, truth: TRUTH, alerts, apps: 200, days: 35 };
}

test("an attack counts as detected by an alert of its own number, and others are named beside it", () => {
  const { scenarios } = scorecardOf([run(alert("thief", "D12"), alert("phish", "D17"))]);
  expect(scenarios.map(({ scenario, recall, also }) => [scenario, recall, also])).toEqual([
    ["D3", 0, ["D17"]],
    ["D12", 1, []],
  ]);
});

test("recall is the share over all companies, and the time is the middle one", () => {
  const runs = [run(alert("thief", "D12", "10:00")), run(alert("thief", "D12", "11:30")), run()];
  const [, score] = scorecardOf(runs).scenarios;
  expect(score).toMatchObject({ scenario: "D12", attacks: 3, detected: 2, recall: 0.67, hours_to_detect: 2.5 });
});

test("a look-alike is raised by its own number only; any alert on it is a false alarm", () => {
  const of = (reference: string | null) => scorecardOf([run(alert("migration", reference))]);
  expect(of("D12").scenarios.map(({ look_alikes_raised }) => look_alikes_raised)).toEqual([0, 1]);
  expect(of(null).scenarios.map(({ look_alikes_raised }) => look_alikes_raised)).toEqual([0, 0]);
  const of_usage = { detection: "calls_spike", reference: null, on_look_alikes: 1 };
  expect(of(null).false_alarms).toMatchObject([{ ...of_usage, cases: [{ seed: 7, app_id: "migration" }] }]);
});

test("false alarms are counted per hundred apps and week, apart for detections with a number", () => {
  const alarms = [alert("x", "D29"), alert("y", "D29"), alert("z", null), alert("thief", "D33")];
  const { false_alarms, false_alarms_per_100_apps_week } = scorecardOf([run(...alarms)]);
  // 200 apps over five weeks are ten hundreds of app-weeks.
  expect(false_alarms_per_100_apps_week).toEqual({ numbered: 0.2, all: 0.3 });
  expect(false_alarms).toMatchObject([
    { reference: "D29", alarms: 2, per_100_apps_week: 0.2 },
    { reference: null, alarms: 1, per_100_apps_week: 0.1 },
  ]);
});

test("without companies there is nothing to score, and nothing divides by nought", () => {
  const { scenarios, false_alarms } = scorecardOf([]);
  expect([scenarios, false_alarms]).toEqual([[], []]);
});
