import type { RowOf } from "../../../queries/define-query.ts";
import type { appSignals } from "../../../queries/detections/signals.ts";
import type { Detection, Part, SignalPattern } from "../../../schemas/detections/detection.ts";
import { SIGNAL_QUERIES } from "../signals/signal-queries.ts";

export type Signal = RowOf<typeof appSignals>;

/** A detection that holds of an app: when it was complete, and by which signals. */
export interface Hit {
  readonly at_ms: number;
  readonly until_ms: number;
  readonly signals: readonly Signal[];
}

/** How much has to be observed, as a factor: a tenant's sensitivity. */
export interface Strictness {
  readonly factor: number;
}

const HOUR_MS = 3_600_000;

/**
 * Every moment at which all parts of a detection were there, within its hours, in order of time. `signals` are those of
 * one app, by time. A moment is that of the signal which made it complete: a later one of a part, or what stands since.
 */
export function matchDetection(detection: Detection, signals: readonly Signal[], strictness: Strictness): Hit[] {
  const parts = detection.parts.map((part) => ({
    part,
    found: signals.filter((signal) =>
      part.any.some((pattern) => fits(signal, pattern, strictness) && isBeside(signal, pattern, signals)),
    ),
  }));
  if (parts.some(({ part, found }) => part.absent !== true && found.length === 0)) return [];
  const acts = parts.filter(({ part, found }) => !part.absent && found.some((signal) => !stands(signal)));
  const completing = (acts.length > 0 ? acts : parts).filter(({ part }) => !part.first && !part.absent);
  const moments = new Set(
    completing.flatMap(({ found }) => found.filter((each) => acts.length === 0 || !stands(each))),
  );
  return [...moments]
    .sort((a, b) => a.at_ms - b.at_ms || a.until_ms - b.until_ms)
    .flatMap((moment) => hitAt(moment, parts, detection.within_h * HOUR_MS));
}

interface FoundPart {
  readonly part: Part;
  readonly found: readonly Signal[];
}

function hitAt(moment: Signal, parts: readonly FoundPart[], within_ms: number): Hit[] {
  const until_ms = stands(moment) ? moment.at_ms : moment.until_ms;
  const grounds: Signal[] = [];
  for (const { part, found } of parts) {
    const near = found.filter((each) => isNear(each, part, { moment, until_ms, within_ms }));
    if (part.absent === true && near.length > 0) return [];
    if (part.absent !== true && new Set(near.map(({ value }) => value)).size < (part.at_least ?? 1)) return [];
    grounds.push(...near);
  }
  return [{ at_ms: moment.at_ms, until_ms, signals: [...new Set(grounds)] }];
}

interface Reach {
  readonly moment: Signal;
  readonly until_ms: number;
  readonly within_ms: number;
}

function isNear(signal: Signal, part: Part, { moment, until_ms, within_ms }: Reach): boolean {
  if (part.first === true && signal.at_ms > moment.at_ms) return false;
  // What holds of an app as such is asked of the whole of the time; so is what lasts, of its beginning.
  if (stands(signal)) return signal.at_ms <= until_ms && signal.until_ms >= moment.at_ms;
  return signal.at_ms <= until_ms && signal.until_ms >= moment.at_ms - within_ms;
}

/** Facts that hold for longer than anything an app does in one go. */
export function stands({ signal }: Signal): boolean {
  return STANDING.has(signal);
}

const STANDING: ReadonlySet<string> = new Set(
  SIGNAL_QUERIES.filter((query) => query.stands).flatMap(({ signals }) => signals),
);

function fits(signal: Signal, pattern: SignalPattern, { factor }: Strictness): boolean {
  return (
    signal.signal === pattern.signal &&
    isAmong(signal.service, pattern.service) &&
    isAmong(signal.operation_class, pattern.operation_class) &&
    isAmong(signal.value, pattern.value) &&
    signal.strength >= (pattern.min_strength ?? 0) &&
    signal.observed >= (pattern.min_observed ?? 0) * factor &&
    isOfSuchAnApp(signal, pattern)
  );
}

function isBeside({ at_ms, until_ms }: Signal, { beside }: SignalPattern, signals: readonly Signal[]): boolean {
  const overlaps = (other: Signal): boolean => other.at_ms < until_ms && other.until_ms > at_ms;
  return beside === undefined || signals.some((other) => other.signal === beside && overlaps(other));
}

function isAmong(value: string, asked: readonly string[] | undefined): boolean {
  return asked === undefined || asked.includes(value);
}

function isOfSuchAnApp({ evidence }: Signal, { min_known_days, is_new }: SignalPattern): boolean {
  if (min_known_days === undefined && is_new === undefined) return true;
  const told = Object(JSON.parse(evidence));
  return (min_known_days ?? 0) <= told.known_days && (is_new === undefined || told.is_new === true);
}
