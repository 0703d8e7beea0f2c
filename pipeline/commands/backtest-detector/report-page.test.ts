import { expect, test } from "vitest";
import { appKind } from "./app-kind.ts";
import { drawSeries } from "./draw-series.ts";
import { reportPage } from "./report-page.ts";

const HOUR_S = 3600;
const hours = [5, 6, 90, 5].map((observed, i) => ({ at_s: i * HOUR_S, observed, expected: 5, low: 2, high: 12 }));
const report = {
  tenant: "contoso",
  from: "2026-10-05T00:00:00.000Z",
  to: "2026-10-12T00:00:00.000Z",
  apps: 3,
  windows: 2,
  alerts: 1,
  thresholds: [{ score: 50, alerts: 1 }],
  kinds: [{ kind: "rare", alerts: 1 }],
};

test("the page holds all it needs, and fetches nothing", () => {
  const page = reportPage(report, [{ title: "app, calls", svg: drawSeries(hours, new Set([2 * HOUR_S])) }]);
  expect(page).not.toMatch(/<script|<link|<img|src=|href=|@import|url\(/);
  expect(page.match(/<circle/g)).toHaveLength(1);
  expect(page).toContain("1970-01-01T02:00Z: 90");
});

test("what an app calls itself cannot break out of the page", () => {
  const page = reportPage(report, [{ title: '<script>alert("x")</script>', svg: "" }]);
  expect(page).toContain("&lt;script>alert(&quot;x&quot;)&lt;/script>");
});

test("a drawing has only numbers in it, also of one hour, of nothing, and of hours without a range", () => {
  const [hour] = hours;
  const bare = { at_s: 0, observed: 0, expected: undefined, low: undefined, high: undefined };
  for (const some of [[], hour ? [hour] : [], [bare]]) expect(drawSeries(some, new Set())).not.toMatch(/NaN|Infinity/);
});

test("apps are told apart by how they work", () => {
  const rhythm = { app_id: "a", active_hours: 100, working_share: 0.9, scatter: 1, first_s: 0 };
  expect(appKind(rhythm, 400)).toBe("office hours");
  expect(appKind({ ...rhythm, working_share: 0.5 }, 400)).toBe("bursts");
  expect(appKind(rhythm, 4000)).toBe("rare");
  expect(appKind(rhythm, 120)).toBe("around the clock");
  expect(appKind({ ...rhythm, scatter: 0.1 }, 120)).toBe("steady");
});
