import { describe, expect, it } from "vitest";
import { simulateCompany } from "../company.ts";
import type { TruthEntry } from "../truth.ts";
import { type AppHour, usageOf } from "../usage.fixture.ts";
import { type ScenarioId, USAGE_IDS } from "./catalogue.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * DAY_MS;
/** A Monday, and a Thursday afternoon in the middle of an hour: where the span ends must not matter. */
const ENDS_MS = [Date.UTC(2026, 9, 5), Date.UTC(2026, 10, 12, 15, 20)] as const;

const companies = ENDS_MS.map((end_ms, i) => {
  const company = simulateCompany({ seed: 4100 + i, apps: 36, days: 28, end_ms, tenant: "contoso" });
  return { truth: company.truth, left_out: company.left_out, usage: usageOf(company) };
});

describe.each(companies)("a company of 36 apps and 28 days, number %#", ({ truth, left_out, usage }) => {
  const from_ms = Date.parse(truth.from);
  const to_ms = Date.parse(truth.to);
  const entry = (id: ScenarioId): TruthEntry => {
    const found = truth.scenarios.find((candidate) => candidate.scenario === id);
    if (found === undefined) throw new Error(`${id} was not planted`);
    return found;
  };
  const hoursOf = (app_id: string, from: number, to: number): AppHour =>
    usage.total(app_id, Math.ceil(from / HOUR_MS) * HOUR_MS, Math.floor(to / HOUR_MS) * HOUR_MS);
  const during = (id: ScenarioId): AppHour => hoursOf(entry(id).app_id, start(id), end(id));
  const start = (id: ScenarioId): number => Date.parse(entry(id).from);
  const end = (id: ScenarioId): number => Date.parse(entry(id).to);
  /** The same hours of the week, in the busiest of the weeks before. */
  const usually = (id: ScenarioId, measure: (usage: AppHour) => number): number => {
    const weeks = [1, 2, 3].filter((week) => start(id) - week * WEEK_MS >= from_ms);
    const seen = weeks.map((week) => hoursOf(entry(id).app_id, start(id) - week * WEEK_MS, end(id) - week * WEEK_MS));
    return Math.max(...seen.map(measure));
  };
  const calls = (hours: AppHour): number => hours.calls;

  it("plants every scenario once, on an app of its own", () => {
    expect(left_out).toEqual([]);
    expect(new Set(truth.scenarios.map(({ scenario }) => scenario))).toEqual(new Set(USAGE_IDS));
    const own = truth.scenarios.filter(({ scenario }) => scenario !== "busy_day");
    expect(own).toHaveLength(USAGE_IDS.length - 1);
    expect(new Set(truth.scenarios.map(({ app_id }) => app_id)).size).toBe(truth.scenarios.length);
  });

  it("plants attacks in the last third of the span", () => {
    for (const { from, to, role } of truth.scenarios.filter((candidate) => candidate.role === "attack")) {
      expect(role).toBe("attack");
      expect(Date.parse(from)).toBeGreaterThanOrEqual(from_ms + (2 / 3) * (to_ms - from_ms));
      expect(Date.parse(to)).toBeGreaterThan(Date.parse(from));
      expect(Date.parse(to)).toBeLessThanOrEqual(to_ms);
    }
  });

  it("shows a spike of calls", () => {
    expect(during("spike_calls").calls).toBeGreaterThan(3 * usually("spike_calls", calls));
  });

  it("shows a spike of bytes read without a spike of calls", () => {
    const bytesPerCall = (hours: AppHour): number => hours.bytes_read / hours.calls;
    expect(bytesPerCall(during("spike_bytes_read"))).toBeGreaterThan(5 * usually("spike_bytes_read", bytesPerCall));
    expect(during("spike_bytes_read").calls).toBeLessThan(2.5 * usually("spike_bytes_read", calls));
  });

  it("shows an office app at work through two nights of a weekend", () => {
    expect(during("off_hours").calls).toBeGreaterThan(5 * (1 + usually("off_hours", calls)));
  });

  it("shows most calls failing in an error burst and few otherwise", () => {
    const errorShare = (hours: AppHour): number => hours.errors / hours.calls;
    expect(errorShare(during("error_burst"))).toBeGreaterThan(0.5);
    expect(usually("error_burst", errorShare)).toBeLessThan(0.1);
  });

  it("shows a constant app at two or three times its pace", () => {
    const ratio = during("constant_jump").calls / usually("constant_jump", calls);
    expect(ratio).toBeGreaterThan(1.8);
    expect(ratio).toBeLessThan(3.2);
  });

  it("shows a mass read by an app in its first week, and no such app before it was created", () => {
    const { app_id } = entry("new_app_mass_read");
    const first_ms = usage.firstHour(app_id);
    expect(start("new_app_mass_read") - first_ms).toBeLessThan(WEEK_MS);
    expect(first_ms).toBeGreaterThan(from_ms + DAY_MS);
    const hours = (end("new_app_mass_read") - start("new_app_mass_read")) / HOUR_MS;
    expect(during("new_app_mass_read").calls / hours).toBeGreaterThan(200);
    expect(during("new_app_mass_read").bytes_read).toBeGreaterThan(20 * 1024 * 1024);
  });

  it("shows a dormant app return after ten silent days", () => {
    const { app_id, silent_from = "" } = entry("dormant_return");
    const return_ms = start("dormant_return");
    expect(hoursOf(app_id, Date.parse(silent_from), return_ms).calls).toBe(0);
    expect(hoursOf(app_id, return_ms - 10 * DAY_MS, return_ms).calls).toBe(0);
    expect(usage.total(app_id, from_ms, return_ms).calls).toBeGreaterThan(0);
    expect(during("dormant_return").calls).toBeGreaterThan(10);
  });

  it("shows a steady app without a single call for a day or longer", () => {
    expect(during("silent").calls).toBe(0);
    expect(end("silent") - start("silent")).toBeGreaterThanOrEqual(DAY_MS);
    expect(usually("silent", calls)).toBeGreaterThan(100);
  });

  it("keeps the look-alikes within what a reader would shrug at", () => {
    expect(during("growth_step").calls).toBeLessThan(2 * usually("growth_step", calls));
    expect(during("growth_step").calls).toBeGreaterThan(0.8 * usually("growth_step", calls));
    expect(during("new_app_normal").errors).toBeLessThan(0.1 * during("new_app_normal").calls);
    expect(during("overtime").calls).toBeGreaterThan(0);
    expect(during("overtime").calls).toBeLessThan(200);
  });

  it("runs the late batch once that night, as large as the night before", () => {
    const { app_id } = entry("late_batch");
    const night = (shift_ms: number): number =>
      usage.total(app_id, start("late_batch") - HOUR_MS - shift_ms, end("late_batch") + HOUR_MS - shift_ms).calls;
    expect(night(0)).toBeGreaterThan(0.5 * night(DAY_MS));
    expect(night(0)).toBeLessThan(2 * night(DAY_MS));
  });

  it("makes the busy day busier for office apps as a whole", () => {
    const apps = truth.scenarios.filter(({ scenario }) => scenario === "busy_day");
    const totalAt = (shift_ms: number): number =>
      apps.reduce((sum, { app_id, from, to }) => {
        return sum + usage.total(app_id, Date.parse(from) - shift_ms, Date.parse(to) - shift_ms).calls;
      }, 0);
    expect(apps.length).toBeGreaterThan(3);
    expect(totalAt(0)).toBeGreaterThan(1.1 * Math.min(totalAt(WEEK_MS), totalAt(2 * WEEK_MS)));
    expect(totalAt(0)).toBeLessThan(2 * Math.max(totalAt(WEEK_MS), totalAt(2 * WEEK_MS)));
  });
});

it("plants only what was asked for", () => {
  const options = { seed: 3, apps: 5, days: 28, end_ms: ENDS_MS[0], tenant: "contoso" };
  const { truth, left_out } = simulateCompany({ ...options, scenarios: ["silent"] });
  expect(truth.scenarios.map(({ scenario }) => scenario)).toEqual(["silent"]);
  expect(left_out).toEqual([]);
});

it("says what it left out of a span that is too short", () => {
  const options = { seed: 3, apps: 20, days: 7, end_ms: ENDS_MS[0], tenant: "contoso" };
  expect(simulateCompany(options).left_out).toContainEqual({ scenario: "dormant_return", role: "attack" });
});
