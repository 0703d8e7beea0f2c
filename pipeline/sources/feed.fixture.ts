import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CommonEvent } from "../../schemas/common-event.ts";
import type { Feed, Mapped, Refusal } from "../core/feed.ts";

/** The one event of a record. */
export function eventOf(feed: Feed, record: unknown, repeat?: number): CommonEvent {
  const mapped = feed.map(record, repeat);
  if (mapped.kind !== "event") throw new Error(JSON.stringify(mapped));
  return mapped.event;
}

/** All that a record became. */
export function resultsOf(feed: Feed, record: unknown): readonly (Mapped | Refusal)[] {
  const mapped = feed.map(record);
  return mapped.kind === "several" ? mapped.results : [mapped];
}

/** The refusal of a record that lacks a field. */
export function missing(field: string): Refusal {
  return { kind: "refused", reason: "missing_field", detail: field };
}

export const SAMPLES = "../shared/samples";
export const samples_missing = !existsSync(SAMPLES);
if (samples_missing && process.env["CI"] === "true") throw new Error(`${SAMPLES} is missing`);

/** The parsed samples of a folder, by file name. */
export function samplesIn(folder: string): ReadonlyMap<string, unknown> {
  const names = readdirSync(join(SAMPLES, folder)).filter((name) => name.endsWith(".json"));
  return new Map(names.map((name) => [name, JSON.parse(readFileSync(join(SAMPLES, folder, name), "utf8"))]));
}

/** The records of a file with one a line. */
export function linesIn(path: string): readonly unknown[] {
  const lines = readFileSync(join(SAMPLES, path), "utf8").trim().split("\n");
  return lines.map((line): unknown => JSON.parse(line));
}

const RUNS = 400;

/** What every feed promises of anything it is given, shown on records of its own and on changed ones. */
export function promisesOfAFeed(feed: Feed, records: () => readonly unknown[]): void {
  describe("as any feed", () => {
    test("answers, and the same twice, whatever it is given", () => {
      fc.assert(
        fc.property(fc.jsonValue(), (value) => {
          expect(feed.map(value)).toEqual(feed.map(value));
        }),
      );
    });

    test("answers to its own records with any of their values replaced, at any depth", () => {
      const all = records();
      fc.assert(
        fc.property(
          fc.nat(),
          fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
          fc.jsonValue(),
          (which, path, value) => {
            const record = replaced(all[which % all.length], path, value);
            const text = JSON.stringify(feed.map(record));
            expect(text).toMatch(/^\{"kind":"(event|refused|several)"/);
            expect(JSON.stringify(feed.map(JSON.parse(JSON.stringify(record))))).toBe(text);
          },
        ),
        { numRuns: RUNS },
      );
    });

    test("unknown fields, and the order of keys, change neither id nor meaning", () => {
      for (const record of records()) {
        const told = resultsOf(feed, record);
        expect(resultsOf(feed, turned(record))).toEqual(told);
        const more = resultsOf(feed, { ...Object(record), never_seen_before: undefined, another_unknown: null });
        expect(more).toEqual(told);
        const added = resultsOf(feed, { ...Object(record), a_new_field: { with: ["anything"] } });
        expect(added.map(({ kind }) => kind)).toEqual(told.map(({ kind }) => kind));
      }
    });
  });
}

/** A copy with the value at the end of the path replaced; a step is a number modulo the fields there are. */
function replaced(value: unknown, path: readonly number[], by: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== "object" || value === null) return by;
  const names = Object.keys(value);
  const name = names[step % Math.max(names.length, 1)];
  if (name === undefined) return by;
  const inner = replaced(Reflect.get(value, name), rest, by);
  return Array.isArray(value) ? value.with(Number(name), inner) : { ...value, [name]: inner };
}

/** The same value with the keys of all its objects the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, inner]) => [name, turned(inner)]),
  );
}
