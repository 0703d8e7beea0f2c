import fc from "fast-check";
import { expect, test } from "vitest";
import { eventTime } from "./event-time.ts";

test.each([
  ["2023-07-10T11:42:36Z", "2023-07-10T11:42:36.000Z"],
  ["2024-05-02T20:07:27", "2024-05-02T20:07:27.000Z"],
  ["2024-05-02 20:07:27.1", "2024-05-02T20:07:27.100Z"],
  ["2021-08-02T13:29:25.9839999Z", "2021-08-02T13:29:25.983Z"],
  ["2021-08-02T13:29:25.5+02:00", "2021-08-02T11:29:25.500Z"],
  ["2021-08-02T23:29:25-0330", "2021-08-03T02:59:25.000Z"],
  ["5/1/2024 9:31:15 PM", "2024-05-01T21:31:15.000Z"],
  ["12/31/2024 12:00:00 AM", "2024-12-31T00:00:00.000Z"],
  [1714600000000, 1714600000000],
])("%s is %s", (text, at) => {
  expect(eventTime(text)).toBe(at);
});

test.each(["2024-02-30T01:02:03Z", "2024-01-01T25:00:00Z", "13/1/2024 1:00:00 PM", "yesterday", "0001-01-01T00:00:00"])(
  "passes on as it came what is no moment: %s",
  (text) => {
    expect(eventTime(text)).toBe(text);
  },
);

test("keeps every moment to the millisecond", () => {
  const moments = fc.date({ min: new Date("1970-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
  fc.assert(fc.property(moments, (moment) => eventTime(moment.toISOString()) === moment.toISOString()));
});
