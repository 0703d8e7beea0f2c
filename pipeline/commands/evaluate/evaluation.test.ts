import { expect, test } from "vitest";
import { evaluate, type RaisedAlert, type Truth } from "./evaluation.ts";

const ATTACK = {
  scenario: "spike_calls",
  role: "attack",
  app_id: "a",
  from: "2026-10-20T10:00:00Z",
  to: "2026-10-20T12:00:00Z",
} as const;
const LOOK_ALIKE = { ...ATTACK, scenario: "overtime", role: "look_alike", app_id: "b" } as const;
const TRUTH: Truth = { scenarios: [ATTACK, LOOK_ALIKE] };

function alert(app_id: string, from: string, to: string): RaisedAlert {
  return {
    app_id,
    detection: "calls_spike",
    reference: null,
    first_activity_at: `2026-10-20T${from}:00.000Z`,
    last_activity_at: `2026-10-20T${to}:00.000Z`,
  };
}

test("an alert on the attacked app that overlaps the attack finds it", () => {
  const { found, missed, false_alarms } = evaluate(TRUTH, [alert("a", "10:00", "11:00")]);
  expect(found.map(({ scenario, hours_to_detect }) => ({ scenario, hours_to_detect }))).toEqual([
    { scenario: "spike_calls", hours_to_detect: 1 },
  ]);
  expect([missed, false_alarms]).toEqual([[], []]);
});

test("an alert a window before or after the attack still finds it, one further off does not", () => {
  expect(evaluate(TRUTH, [alert("a", "13:00", "14:00")]).found).toHaveLength(1);
  expect(evaluate(TRUTH, [alert("a", "08:00", "09:00")]).found).toHaveLength(1);
  const late = evaluate(TRUTH, [alert("a", "14:00", "15:00")]);
  expect([late.found.length, late.missed.length, late.false_alarms.length]).toEqual([0, 1, 1]);
});

test("alerts on other apps are false, counted once an app and day, and look-alikes are named", () => {
  const { missed, false_alarms } = evaluate(TRUTH, [
    alert("b", "10:00", "11:00"),
    alert("b", "20:00", "21:00"),
    alert("c", "10:00", "11:00"),
  ]);
  expect(missed).toHaveLength(1);
  expect(false_alarms.map(({ app_id, look_alike }) => [app_id, look_alike])).toEqual([
    ["b", "overtime"],
    ["c", null],
  ]);
});

test("the story of a detection is found by that detection only, and another alert on it is not false", () => {
  const story = { ...ATTACK, scenario: "D12" };
  const other = { ...alert("a", "10:00", "11:00"), reference: "D33" };
  const first = evaluate({ scenarios: [story] }, [other]);
  expect([first.found.length, first.missed.length, first.false_alarms.length]).toEqual([0, 1, 0]);
  expect(evaluate({ scenarios: [story] }, [other, { ...other, reference: "D12" }]).found).toHaveLength(1);
});

test("a silence that was planted for a story to come is neither false nor the story, any other alert then is false", () => {
  const silent_from = "2026-10-19T10:00:00Z";
  const truth: Truth = { scenarios: [{ ...ATTACK, scenario: "dormant_return", silent_from }] };
  const silence = { ...alert("a", "04:00", "06:00"), detection: "app_silent" };
  expect(evaluate(truth, [silence])).toMatchObject({ found: [], missed: [{ found: false }], false_alarms: [] });
  const others = [alert("a", "04:00", "06:00"), { ...silence, app_id: "b" }];
  expect(evaluate(truth, others).false_alarms).toHaveLength(2);
  const before = { ...silence, first_activity_at: "2026-10-18T10:00:00Z", last_activity_at: "2026-10-18T11:00:00Z" };
  expect(evaluate(truth, [before]).false_alarms).toHaveLength(1);
});
