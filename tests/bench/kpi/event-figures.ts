import type { LabelledSeries } from "./labelled-series.ts";

/** What a detector said on a set of series, event by event. */
export interface EventFigures {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly false_a_week: number;
}

export interface EventCounts {
  readonly events: number;
  readonly found: number;
  readonly false_alarms: number;
  readonly weeks: number;
}

/** Nobody counts in the first days. */
const UNCOUNTED_MS = 3 * 86_400_000;
const WEEK_MS = 7 * 86_400_000;
/** An alarm this long after the end still belongs to the event, as does one this many rows after it. */
const GRACE_MS = 3_600_000;
const GRACE_ROWS = 3;

/** Alarms in an event find it, once; others are false, each. */
export function countEvents({ at_ms, events }: LabelledSeries, alarms: readonly number[]): EventCounts {
  const timeAt = (row: number): number => at_ms[Math.min(at_ms.length - 1, Math.max(0, row))] ?? 0;
  const first_ms = timeAt(0) + UNCOUNTED_MS;
  const found = new Set<number>();
  let false_alarms = 0;
  for (const row of alarms) {
    const at = timeAt(row);
    if (at < first_ms) continue;
    const event = events.findIndex(
      ({ from, to }) => row >= from && (at <= timeAt(to) + GRACE_MS || row <= to + GRACE_ROWS),
    );
    if (event >= 0) found.add(event);
    else false_alarms += 1;
  }
  return {
    events: events.length,
    found: found.size,
    false_alarms,
    weeks: (timeAt(at_ms.length - 1) - first_ms) / WEEK_MS,
  };
}

export function figuresOf(counts: readonly EventCounts[]): EventFigures {
  const sum = (of: (count: EventCounts) => number): number => counts.reduce((total, count) => total + of(count), 0);
  const [events, found, wrong, weeks] = [
    sum((count) => count.events),
    sum((count) => count.found),
    sum((count) => count.false_alarms),
    sum((count) => count.weeks),
  ];
  const precision = found + wrong === 0 ? 0 : found / (found + wrong);
  const recall = events === 0 ? 0 : found / events;
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision, recall, f1, false_a_week: weeks === 0 ? 0 : wrong / weeks };
}

/** Rows of alarm: at the threshold or above, and not within the rest after the one before. */
export function alarmsAt(
  scores: Float64Array | Float32Array,
  at_ms: Float64Array,
  threshold: number,
  rest_ms: number,
): number[] {
  const alarms: number[] = [];
  let until = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < scores.length; row++) {
    const at = at_ms[row] ?? 0;
    if ((scores[row] ?? 0) < threshold || at <= until) continue;
    alarms.push(row);
    until = at + rest_ms;
  }
  return alarms;
}
