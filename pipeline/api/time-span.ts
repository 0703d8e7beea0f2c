import { Type } from "typebox";
import { AppError } from "../core/errors.ts";

export interface Span {
  readonly from_ms: number;
  readonly to_ms: number;
}

export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DEFAULT_SPAN_MS = 30 * DAY_MS;
/** The usage tables keep whole seconds in 32 bits, which end in 2106. */
const LATEST_MS = Date.UTC(2100, 0, 1);

const EPOCH_MS = /^\d{1,13}$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const ISO_WITH_OFFSET = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)$/;
/** A plus sign that was not escaped in a URL arrives as a space. */
const UNESCAPED_PLUS = / (?=\d\d:?\d\d$)/;
const HAS_TIME_AND_OFFSET = /[Tt ]\d\d:\d\d\S* \d\d:?\d\d$/;

const time = (description: string) => Type.Optional(Type.String({ description, examples: ["2026-10-05T08:00:00Z"] }));

/** `from` and `to` as query parameters. */
export const spanParameters = {
  from: time("Start, included: ISO 8601 with an offset, a date (UTC) or epoch milliseconds."),
  to: time("End, not included; the same forms."),
};

/** The asked span; without `to` it ends now, without `from` it is 30 days long. */
export function spanOf(query: { readonly from?: string; readonly to?: string }, now_ms: number): Span {
  const to_ms = query.to === undefined ? now_ms : parseTime("to", query.to);
  const from_ms = query.from === undefined ? Math.max(0, to_ms - DEFAULT_SPAN_MS) : parseTime("from", query.from);
  return ordered({ from_ms, to_ms });
}

/** The asked span with open ends where nothing was asked. */
export function openSpanOf(query: { readonly from?: string; readonly to?: string }): Span {
  const from_ms = query.from === undefined ? 0 : parseTime("from", query.from);
  const to_ms = query.to === undefined ? LATEST_MS : parseTime("to", query.to);
  return ordered({ from_ms, to_ms });
}

/** The smallest span of whole steps around this one. */
export function widen(span: Span, step_ms: number): Span {
  return { from_ms: Math.floor(span.from_ms / step_ms) * step_ms, to_ms: Math.ceil(span.to_ms / step_ms) * step_ms };
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

function ordered(span: Span): Span {
  if (span.from_ms < span.to_ms) return span;
  const message = `from (${isoTime(span.from_ms)}) must be before to (${isoTime(span.to_ms)}).`;
  throw new AppError("wrong_usage", message);
}

/** Epoch milliseconds of a time as parameters give it. */
export function parseTime(name: string, given: string): number {
  const text = HAS_TIME_AND_OFFSET.test(given) ? given.replace(UNESCAPED_PLUS, "+") : given;
  const ms = EPOCH_MS.test(text)
    ? Number(text)
    : DATE.test(text) || ISO_WITH_OFFSET.test(text)
      ? Date.parse(text)
      : Number.NaN;
  if (ms >= 0 && ms <= LATEST_MS) return ms;
  const message = `${name} is not a time between 1970 and 2100: give ISO 8601 with an offset (2026-10-05T08:00:00Z), a date or epoch milliseconds.`;
  throw new AppError("wrong_usage", message);
}
