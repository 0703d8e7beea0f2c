import { expect, test } from "vitest";
import type { AlertDraft } from "../core/alerts/draft.ts";
import { deviationAt } from "./deviation.fixture.ts";
import { draftAlert } from "./draft-alert.ts";
import { findEpisodes, type StoredDeviation } from "./episode.ts";

const TUESDAY_14 = 24 + 14;

function draft(...windows: StoredDeviation[]): AlertDraft {
  const [episode] = findEpisodes(windows);
  if (episode === undefined) throw new Error("the windows are no episode");
  return draftAlert(episode, "Backup Pro");
}

test.each([
  ["calls_spike", "Backup Pro made 14 times more calls than usual for a Tuesday 14:00", deviationAt(TUESDAY_14)],
  [
    "bytes_read_spike",
    "Backup Pro read 14 times more data than usual for a Tuesday 14:00",
    deviationAt(TUESDAY_14, { metric: "bytes_read" }),
  ],
  [
    "off_hours_activity",
    "Backup Pro made 41 calls on a Tuesday 14:00, when it usually rests",
    deviationAt(TUESDAY_14, { observed: 41, expected: 0.2, high: 10 }),
  ],
  [
    "constant_app_jump",
    "Backup Pro, which steadily makes about 30 calls an hour, made 76 on a Tuesday 14:00",
    deviationAt(TUESDAY_14, { observed: 76, high: 42 }),
  ],
  [
    "error_burst",
    "27 calls of Backup Pro failed in one hour, where usually hardly any do",
    deviationAt(TUESDAY_14, { metric: "errors", observed: 27, expected: 0.1 }),
  ],
  [
    "dormant_return",
    "Backup Pro called again after 12 days without a call",
    deviationAt(TUESDAY_14, { metric: "idle_days", observed: 12.9, expected: 0.1, high: 10 }),
  ],
  [
    "app_silent",
    "Backup Pro has stopped calling at hours when it always did",
    deviationAt(TUESDAY_14, { metric: "silence", observed: 20, expected: 0, high: 18 }),
  ],
  [
    "new_app_mass_read",
    "Backup Pro is new and read 593 MB in one hour, far more than before and than most apps ever do",
    deviationAt(TUESDAY_14, { metric: "bytes_read", observed: 5.93e8, state: "learning" }),
  ],
])("%s: %s", (detection, title, window) => {
  expect(draft(window)).toMatchObject({ detection, title });
});

test("the same evidence gives the same alert, another app another uid", () => {
  const one = draft(deviationAt(14));
  expect(draft(deviationAt(14))).toEqual(one);
  expect(draft(deviationAt(14, { app_id: "other" })).uid).not.toBe(one.uid);
});

test("more of the same keeps uid and kind, and raises the score", () => {
  const first = draft(deviationAt(14));
  const later = draft(deviationAt(14), deviationAt(15, { metric: "errors", score: 95 }));
  expect([later.uid, later.detection]).toEqual([first.uid, first.detection]);
  expect(later.score).toBe(95);
  expect(later.last_activity_ms).toBe(first.last_activity_ms + 3_600_000);
});

test("the evidence names the windows and where the rows are", () => {
  const evidence = JSON.parse(draft(deviationAt(14, { contributors: '{"ip":[]}' })).evidence);
  expect(evidence.windows).toEqual([
    expect.objectContaining({
      metric: "calls",
      at: "2026-10-05T14:00:00.000Z",
      observed: 420,
      expected: 30,
      contributors: { ip: [] },
    }),
  ]);
  expect(evidence.rows).toMatchObject({
    app_id: "backup",
    from: "2026-10-05T14:00:00.000Z",
    to: "2026-10-05T15:00:00.000Z",
  });
});
