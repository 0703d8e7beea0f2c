import { afterEach, expect, test, vi } from "vitest";
import { progressBar, timeLeft } from "./progress.ts";

test.each([
  [{ at_ms: 0, done: 0 }, 10, 100, 5_000, "45 s"],
  [{ at_ms: 0, done: 0 }, 10, 1_000, 5_000, "9 min"],
  [{ at_ms: 0, done: 0 }, 1, 3_001, 5_000, "4 h 10 min"],
  [{ at_ms: 0, done: 90 }, 95, 100, 5_000, "5 s"],
])("of %j, with %i of %i done at %i ms, %s is left", (begun, done, total, now_ms, words) => {
  expect(timeLeft(begun, done, total, now_ms)).toBe(words);
});

test.each([
  ["too soon to tell", 10, 100, 1_000],
  ["nothing done yet", 0, 100, 5_000],
  ["the size is not known", 10, 0, 5_000],
  ["done", 100, 100, 5_000],
])("says nothing of the time left: %s", (_why, done, total, now_ms) => {
  expect(timeLeft({ at_ms: 0, done: 0 }, done, total, now_ms)).toBe("");
});

test("leaves a clean line on a terminal, and nothing of short work in a log", () => {
  for (const interactive of [false, true]) {
    const written: string[] = [];
    const terminal = { out: () => undefined, err: (text: string) => void written.push(text), interactive };
    const bar = progressBar(terminal, "Storing");
    bar.update(50, 100, "a note");
    bar.end();
    expect(written.join("")).toBe(
      interactive ? `\r\u001b[KStoring ${"█".repeat(14)}${"░".repeat(14)}  50 % a note\r\u001b[K` : "",
    );
  }
});

afterEach(() => vi.useRealTimers());

test("writes a line a minute into a log, with what is left", () => {
  vi.useFakeTimers({ now: 0 });
  const written: string[] = [];
  const terminal = { out: () => undefined, err: (text: string) => void written.push(text), interactive: false };
  const log = progressBar(terminal, "Storing");
  for (let second = 1; second <= 130; second++) {
    vi.setSystemTime(second * 1_000);
    log.update(second, 200, `${second} MB`);
  }
  log.end();
  expect(written).toEqual(["Storing 30 %: 60 MB, 3 min left\n", "Storing 60 %: 120 MB, 2 min left\n"]);
});
