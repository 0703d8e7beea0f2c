import { expect, test } from "vitest";
import { DETECTIONS } from "../../../schemas/detections/catalogue.ts";
import type { Detection } from "../../../schemas/detections/detection.ts";
import { findEpisodes } from "./find-episodes.ts";
import { matchDetection, type Signal } from "./match-detection.ts";

const HOUR_MS = 3_600_000;
const AS_PUBLISHED = { factor: 1 };

function signal(name: string, hour: number, more: Partial<Signal> = {}): Signal {
  const at = { at_ms: hour * HOUR_MS, until_ms: (hour + 1) * HOUR_MS };
  const what = { app_id: "a", signal: name, service: "", operation_class: "", value: "" };
  return { ...what, ...at, strength: 1, observed: 1, usual: null, evidence: '{"known_days":30}', ...more };
}

const always = { at_ms: 0, until_ms: Number.MAX_SAFE_INTEGER };
const internal = signal("app_is", 0, { value: "internal", ...always });
const mail = (hour: number, more: Partial<Signal> = {}): Signal =>
  signal("spike", hour, { operation_class: "mail.read", value: "calls", observed: 100, strength: 0.9, ...more });

function detection(reference: string): Detection {
  const found = DETECTIONS.find((each) => each.reference === reference);
  if (!found) throw new Error(`no ${reference}`);
  return found;
}

const hits = (reference: string, ...signals: readonly Signal[]): number =>
  matchDetection(detection(reference), signals, AS_PUBLISHED).length;

test("a burst of mail counts after a new credential, not before it, and not weeks later", () => {
  expect(hits("D12", internal, signal("credential_change", 10), mail(20))).toBe(1);
  expect(hits("D12", internal, signal("credential_change", 30), mail(20))).toBe(0);
  expect(hits("D12", internal, signal("credential_change", 10), mail(10 + 24 * 7 + 2))).toBe(0);
  expect(hits("D12", signal("credential_change", 10), mail(20))).toBe(0);
});

test("what has to be absent keeps a detection from holding", () => {
  const agent = signal("first_user_agent", 5, { value: "curl" });
  const first_party = signal("app_is", 0, { value: "first_party", ...always });
  expect(hits("D29", agent)).toBe(1);
  expect(hits("D29", agent, first_party)).toBe(0);
});

test("a threshold holds at its number and not under it", () => {
  const failing = (observed: number, strength = 1): Signal =>
    signal("failures", 5, { operation_class: "secret.read", observed, strength });
  expect([hits("D25", failing(19)), hits("D25", failing(20)), hits("D25", failing(21))]).toEqual([0, 1, 1]);
  expect([hits("D25", failing(30, 0.89)), hits("D25", failing(30, 0.9))]).toEqual([0, 1]);
});

test("a lower sensitivity asks for twice as much", () => {
  const failing = signal("failures", 5, { operation_class: "secret.read", observed: 30 });
  expect(matchDetection(detection("D25"), [failing], { factor: 2 })).toEqual([]);
  expect(matchDetection(detection("D25"), [failing], { factor: 0.5 })).toHaveLength(1);
});

test("an app that is known too short a time has no records, save one that is new", () => {
  const known = (days: number, is_new: boolean): Partial<Signal> => ({
    evidence: JSON.stringify({ known_days: days, is_new }),
  });
  expect(hits("D33", internal, mail(20, known(13, false)))).toBe(0);
  expect(hits("D33", internal, mail(20, known(14, false)))).toBe(1);
  expect(hits("D33", internal, mail(20, known(0, true)))).toBe(1);
});

test("less of a record is a burst where usage is far outside its range in that hour, and not without it", () => {
  const record = mail(20, { strength: 0.25 });
  const deviation = (hour: number): Signal => signal("usage_deviation", hour, { strength: 0.75 });
  expect(hits("D33", internal, record)).toBe(0);
  expect(hits("D33", internal, record, deviation(20))).toBe(1);
  expect(hits("D33", internal, record, deviation(21))).toBe(0);
  expect(hits("D33", internal, mail(20, { strength: 0.24 }), deviation(20))).toBe(0);
});

test("a new app's first credential and first use are no change of either", () => {
  const by_new = { service: "sharepoint", operation_class: "file.read", evidence: '{"known_days":0,"is_new":true}' };
  expect(hits("D40", internal, signal("credential_change", 10), mail(20, by_new))).toBe(0);
});

test("attacks that pause for a night are one episode, and its beginning stays when more comes", () => {
  const d33 = detection("D33");
  const episodesOf = (...signals: readonly Signal[]) =>
    findEpisodes(d33, matchDetection(d33, [internal, ...signals], AS_PUBLISHED));
  const [first] = episodesOf(mail(20));
  const [longer, ...others] = episodesOf(mail(20), mail(40));
  expect(others).toEqual([]);
  expect([longer?.complete_ms, longer?.first_ms]).toEqual([first?.complete_ms, first?.first_ms]);
  expect(longer?.last_ms).toBe(41 * HOUR_MS);
  expect(episodesOf(mail(20), mail(80))).toHaveLength(2);
});
