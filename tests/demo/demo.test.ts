import { expect, test } from "vitest";
import { documentOf, tidemark } from "../tidemark-process.ts";

test("a small demo goes through the whole pipeline and finds attacks it planted", async () => {
  const words = [
    "demo",
    "--exit",
    "--json",
    "--seed",
    "4711",
    "--apps",
    "40",
    "--days",
    "28",
    "--end",
    "2026-11-01T00:00:00Z",
  ];
  const ended = await tidemark(words);
  expect(ended.code, ended.err).toBe(0);
  const report = Object(documentOf(ended));
  expect(report.seed).toBe(4711);
  expect(report.events).toBeGreaterThan(100_000);
  // What the aim asks of a company of this size: seven of eight kinds, one false alarm per 100 apps and week.
  expect(report.found.length + report.missed.length).toBe(8);
  expect(report.found.length).toBeGreaterThanOrEqual(6);
  expect(report.false_alarms.length).toBeLessThanOrEqual(4);
});
