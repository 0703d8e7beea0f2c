import fc from "fast-check";
import { expect, test } from "vitest";
import { deviationAt, MONDAY_S } from "./deviation.fixture.ts";
import { findEpisodes } from "./episode.ts";

const weak = { score: 55 } as const;
const day = { window_s: 86_400, score: 55 } as const;

test("one strong window is an episode, one weak window is not, two are", () => {
  expect(findEpisodes([deviationAt(14)])).toHaveLength(1);
  expect(findEpisodes([deviationAt(14, weak)])).toEqual([]);
  expect(findEpisodes([deviationAt(14, weak), deviationAt(20, weak)])).toHaveLength(1);
});

test("other metrics of the hour, or its day, are no second witness", () => {
  expect(findEpisodes([deviationAt(14, weak), deviationAt(14, { ...weak, metric: "resources" })])).toEqual([]);
  expect(findEpisodes([deviationAt(14, weak), deviationAt(0, day)])).toEqual([]);
});

test("five minutes alone have to be further out than an hour, or come in three hours", () => {
  const burst = (hour: number, score: number) => deviationAt(hour, { window_s: 300, score });
  expect(findEpisodes([burst(14, 81)])).toHaveLength(1);
  expect(findEpisodes([burst(14, 79), burst(14.25, 79), burst(20, 79)])).toEqual([]);
  expect(findEpisodes([burst(14, 60), burst(17, 60), burst(20, 60)])).toHaveLength(1);
});

test("five minutes of a large file alone are no episode; a second window, or calls beside them, make one", () => {
  const file = deviationAt(14.25, { window_s: 300, score: 99, metric: "bytes_read" });
  expect(findEpisodes([file])).toEqual([]);
  expect(findEpisodes([file, deviationAt(17, { ...weak, metric: "bytes_read" })])).toHaveLength(1);
  expect(findEpisodes([file, deviationAt(14.25, { window_s: 300, score: 81 })])).toHaveLength(1);
});

test("five minutes are a second witness of another hour, not of their own and not of the day", () => {
  const burst = deviationAt(15.25, { window_s: 300, score: 55 });
  expect(findEpisodes([deviationAt(14, weak), burst])).toHaveLength(1);
  expect(findEpisodes([deviationAt(15, weak), burst])).toEqual([]);
  expect(findEpisodes([deviationAt(0, day), burst])).toEqual([]);
});

test("an hour, its day and five minutes of it are one episode, which begins with what was known first", () => {
  const burst = deviationAt(14.5, { window_s: 300, score: 85 });
  const [episode, ...others] = findEpisodes([deviationAt(0, day), deviationAt(14), burst]);
  expect(others).toEqual([]);
  expect(episode?.windows).toHaveLength(3);
  expect(episode?.grounds).toEqual([burst]);
});

test("several metrics at one time are one episode, a silence beside them is another", () => {
  const windows = [deviationAt(14), deviationAt(14, { metric: "bytes_read" }), deviationAt(15, { metric: "silence" })];
  expect(findEpisodes(windows).map((episode) => episode.track)).toEqual(["activity", "absence"]);
});

test("a pause of more than a day ends an episode", () => {
  expect(findEpisodes([deviationAt(14), deviationAt(14 + 25)])).toHaveLength(1);
  expect(findEpisodes([deviationAt(14), deviationAt(14 + 26)])).toHaveLength(2);
});

test("what was withdrawn, and what is too low, raises nothing", () => {
  expect(findEpisodes([deviationAt(14, { withdrawn: 1 }), deviationAt(15, { direction: "low" })])).toEqual([]);
});

test("later windows lengthen an episode and change neither its beginning nor its grounds", () => {
  const hours = fc.uniqueArray(fc.integer({ min: 20, max: 40 }), { maxLength: 10 });
  const known = [deviationAt(14, weak), deviationAt(16, weak)];
  const [before] = findEpisodes(known);
  fc.assert(
    fc.property(hours, (later) => {
      const [after] = findEpisodes([...later.map((hour) => deviationAt(hour)), ...known]);
      expect(after?.first_s).toBe(before?.first_s);
      expect(after?.grounds).toEqual(before?.grounds);
    }),
  );
  expect(before?.first_s).toBe(MONDAY_S + 14 * 3600);
});
