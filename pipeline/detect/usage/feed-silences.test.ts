import fc from "fast-check";
import { expect, test } from "vitest";
import type { FeedHour } from "../../stats/usage/feed-life.ts";
import { NO_SETTINGS } from "./detection-settings.ts";
import { feedSilences } from "./feed-silences.ts";
import { HOUR_S, MONDAY_S, WEEK_HOURS } from "./usage-table.fixture.ts";

const WEEKS = 6 * WEEK_HOURS;
const at = (hour: number): number => MONDAY_S + hour * HOUR_S;

function feed(events: (hour: number) => number, hours: number, source = "o365_audit"): FeedHour[] {
  return Array.from({ length: hours }, (_, hour) => hour).flatMap((hour) => {
    const n = events(hour);
    return n === 0 ? [] : [{ tenant: "contoso", source, at_s: at(hour), events: n, app_events: 0 }];
  });
}

const found = (hours: readonly FeedHour[], to_hour: number) => feedSilences(hours, at(to_hour), NO_SETTINGS);

const isOffice = (hour: number): boolean => hour % 24 >= 8 && hour % 24 < 18 && hour % WEEK_HOURS < 5 * 24;

/** Repeatable numbers as of a fair die. */
function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** As many as come by chance where so many are expected. */
function poisson(mean: number, draw: () => number): number {
  let [count, product] = [0, draw()];
  for (; product > Math.exp(-mean); count++) product *= draw();
  return count;
}

test("a feed that never rests is missed within three hours, and its story told", () => {
  const hours = feed(() => 120, WEEKS);
  expect(found(hours, WEEKS + 2)).toEqual([]);
  expect(found(hours, WEEKS + 3)).toMatchObject([
    { tenant: "contoso", source: "o365_audit", since_s: at(WEEKS), known_s: at(WEEKS + 3), usual_events: 120 },
  ]);
});

test("nights, weekends and a day off are no silence of a feed that rests; two working days are", () => {
  const hours = feed((hour) => (isOffice(hour) ? 60 : 0), WEEKS);
  expect(found(hours, WEEKS)).toEqual([]);
  expect(found(hours, WEEKS + 24)).toEqual([]);
  expect(found(hours, WEEKS + 48)).toMatchObject([{ since_s: at(WEEKS - WEEK_HOURS + 4 * 24 + 18) }]);
});

test("a feed of three events an hour has empty hours by chance and is missed when it stops", () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const draw = draws(seed);
    const hours = feed(() => poisson(3, draw), WEEKS);
    expect(found(hours, WEEKS)).toEqual([]);
    const [silence] = found(hours, WEEKS + 24);
    expect(silence?.since_s).toBeGreaterThan(at(WEEKS - 4));
    expect(silence?.back_s).toBeUndefined();
  }
});

test("a feed that comes back has an end, and is found again when it stops again, however long the first outage was", () => {
  const gap = (hour: number, from: number, to: number): boolean => hour >= from && hour < to;
  const hours = feed((hour) => (gap(hour, 600, 672) || gap(hour, 800, 808) ? 0 : 50), WEEKS);
  expect(found(hours, WEEKS)).toMatchObject([
    { since_s: at(600), back_s: at(672) },
    { since_s: at(800), back_s: at(808) },
  ]);
});

test("what comes late and fills the gap leaves no silence", () => {
  const gap = (hour: number): number => (hour >= 800 && hour < 820 ? 0 : 50);
  expect(found(feed(gap, WEEKS), WEEKS)).toHaveLength(1);
  expect(
    found(
      feed(() => 50, WEEKS),
      WEEKS,
    ),
  ).toEqual([]);
});

test("what is said of all apps of a feed is said of the feed: a maintenance window is no silence", () => {
  const hours = feed(() => 50, WEEKS);
  const said = {
    tenant: "contoso",
    app_id: "",
    source: "o365_audit",
    metric: "",
    from_s: at(WEEKS),
    to_s: at(WEEKS + 12),
  };
  const settings = { ...NO_SETTINGS, feedback: [{ ...said, kind: "maintenance" as const }] };
  expect(feedSilences(hours, at(WEEKS + 12), settings)).toEqual([]);
  expect(feedSilences(hours, at(WEEKS + 15), settings)).toHaveLength(1);
  expect(
    feedSilences(hours, at(WEEKS + 12), { ...settings, feedback: [{ ...said, app_id: "one", kind: "mute" }] }),
  ).toHaveLength(1);
});

test("is causal: what is known at a moment stays known, with the same beginning", () => {
  const hours = feed((hour) => (hour % 200 > 180 && hour > 600 ? 0 : 5), WEEKS);
  const whole = found(hours, WEEKS);
  expect(whole.length).toBeGreaterThan(1);
  fc.assert(
    fc.property(fc.integer({ min: 400, max: WEEKS }), (cut) => {
      const early = found(
        hours.filter(({ at_s }) => at_s < at(cut)),
        cut,
      );
      const known = whole.filter(({ known_s }) => known_s <= at(cut));
      expect(early.map(({ back_s: _, ...one }) => one)).toEqual(known.map(({ back_s: _, ...one }) => one));
    }),
    { numRuns: 30 },
  );
});
