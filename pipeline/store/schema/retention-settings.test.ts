import { expect, test } from "vitest";
import { readConfig } from "../../config.ts";

test("keeps everything where nobody sets a limit", () => {
  expect(readConfig({}).retention).toEqual({});
});

test("takes limits in days", () => {
  const config = readConfig({ TIDEMARK_RETENTION_EVENTS_DAYS: "30", TIDEMARK_RETENTION_USAGE_HOUR_DAYS: "400" });
  expect(config.retention).toEqual({ events: 30, usage_hour: 400 });
});

test.each(["0", "-1", "1.5", "thirty", "100000"])("refuses %s days", (days) => {
  expect(() => readConfig({ TIDEMARK_RETENTION_EVENTS_DAYS: days })).toThrow("TIDEMARK_RETENTION_EVENTS_DAYS");
});

test.each([{}, { TIDEMARK_RETENTION_EVENTS_DAYS: "30" }])("keeps usage no shorter than events: %j", (events) => {
  const settings = { ...events, TIDEMARK_RETENTION_USAGE_MINUTE_DAYS: "29" };
  expect(() => readConfig(settings)).toThrow(
    "TIDEMARK_RETENTION_USAGE_MINUTE_DAYS is shorter than TIDEMARK_RETENTION_EVENTS_DAYS",
  );
});
