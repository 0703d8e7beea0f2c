import { expect, test } from "vitest";
import { stateMemory } from "../../../stats/state-memory.ts";
import { DAY_S, HOUR_S } from "../../../stats/usage/metrics.ts";
import { dormancyWatch } from "./dormancy.ts";

/** No weekday, and no hour of the day, matters here. */
const MIDNIGHT_S = 20_000 * DAY_S;

/** The hours at which the app counts as just returned, of those in which it made so many calls. */
function returnsOf(hours: number, callsAt: (hour: number) => number): number[] {
  const watch = dormancyWatch(stateMemory());
  const all = Array.from({ length: hours }, (_, hour) => hour);
  return all.filter((hour) => watch.step(MIDNIGHT_S + hour * HOUR_S, callsAt(hour)) !== undefined);
}

const inOffice = (hour: number): boolean => hour % 24 >= 9 && hour % 24 < 17;

test("an app that was seen for three working days only comes back after three weeks", () => {
  const back = 24 * 24 + 3;
  expect(returnsOf(back + 2, (hour) => ((hour < 72 && inOffice(hour)) || hour >= back ? 10 : 0))).toEqual([
    back,
    back + 1,
  ]);
});

test.each([
  ["in the middle of the rest", 10 * 24],
  ["on its eleventh day", 21 * 24 + 5],
])("a stray call %s is no return, and does not hide the one that comes", (_, stray) => {
  const back = 25 * 24 + 3;
  const calls = (hour: number): number => {
    if (hour === stray) return 1;
    return (hour < 10 * 24 - 48 && inOffice(hour)) || hour >= back ? 20 : 0;
  };
  expect(returnsOf(back + 2, calls)).toEqual([back, back + 1]);
});

test("a handful of calls within a day of each other is a return, once it is one", () => {
  const back = 25 * 24;
  const calls = (hour: number): number =>
    hour >= back ? (hour % 5 === 0 ? 1 : 0) : hour < 240 && inOffice(hour) ? 20 : 0;
  const [first] = returnsOf(back + 48, calls);
  expect(first).toBe(back + 20);
});

test.each([
  ["once a week", (hour: number) => (hour % 168 === 30 ? 40 : 0)],
  ["once every four days", (hour: number) => (hour % 96 === 30 ? 1 : 0)],
  ["for six hours of a month", (hour: number) => (hour % 720 < 6 ? 60 : 0)],
])("an app that calls %s never comes back from anywhere", (_, calls) => {
  expect(returnsOf(24 * 120, calls)).toEqual([]);
});
