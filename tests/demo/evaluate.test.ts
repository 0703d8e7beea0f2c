import { expect, test } from "vitest";
import { documentOf, tidemark } from "../tidemark-process.ts";

const END = "2026-11-01T00:00:00Z";

test("evaluate makes up a company, replays it in a store of its own, and scores every scenario", async () => {
  const company = ["--seeds", "21", "--apps", "5", "--days", "10", "--end", END, "--scenarios", "D29,silent"];
  const ended = await tidemark(["evaluate", "--json", ...company]);
  expect(ended.code, ended.err).toBe(0);
  const { seeds, scenarios, false_alarms_per_100_apps_week } = Object(documentOf(ended));
  expect(seeds).toEqual([21]);
  expect(scenarios).toMatchObject([
    { scenario: "D29", attacks: 1, look_alikes: 1 },
    { scenario: "silent", attacks: 1, look_alikes: 0 },
  ]);
  expect(false_alarms_per_100_apps_week.all).toBeGreaterThanOrEqual(0);
});

test("evaluate wants either a truth or seeds, and names a scenario that there is not", async () => {
  const [both, unknown] = await Promise.all([
    tidemark(["evaluate", "--truth", "x.json", "--seeds", "1"]),
    tidemark(["evaluate", "--seeds", "1", "--apps", "5", "--scenarios", "D99"]),
  ]);
  expect([both.code, unknown.code]).toEqual([2, 2]);
  expect(both.err).toContain("--truth");
  expect(unknown.err).toContain('no scenario "D99"');
});
