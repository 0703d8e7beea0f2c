import { sqlText } from "../../../queries/define-query.ts";
import { DAY_S, dayOf, HOUR_S, type Minute, unique } from "../minutes.ts";
import { sharedRequestParams } from "./shared-requests.ts";

/** Minutes of one day that are computed with one epoch. */
export interface UsageSpan {
  readonly epoch: number;
  readonly day_s: number;
  readonly minutes: readonly Minute[];
}

/** One usage table: how its rows are counted from what it is made of. */
export interface UsageLevel {
  readonly table: "usage_minute" | "usage_hour" | "usage_day";
  readonly bucket_s: number;
  /** The rows of a span as a SELECT; `params` fills it. */
  readonly select: string;
  readonly insert: string;
  /** What its rows hold beside what those of all tables do. */
  readonly own_columns: readonly string[];
  readonly params: (span: UsageSpan) => Readonly<Record<string, unknown>>;
}

const MINUTE_S = 60;
const FROM_EVENTS = sqlText(import.meta.url, "minute");
const FROM_FINER = sqlText(import.meta.url, "coarser");
const HOURS = sqlText(import.meta.url, "hour");

/** From the finest to the coarsest: each is made of the one before it. */
export const USAGE_LEVELS: readonly UsageLevel[] = [
  {
    table: "usage_minute",
    bucket_s: MINUTE_S,
    select: FROM_EVENTS,
    insert: `INSERT INTO usage_minute\n${FROM_EVENTS}`,
    own_columns: [],
    params: (span) => ({
      ...spanParams(span),
      minutes_s: bucketsOf(span.minutes, MINUTE_S),
      ...sharedRequestParams(bucketsOf(span.minutes, MINUTE_S)),
    }),
  },
  {
    table: "usage_hour",
    bucket_s: HOUR_S,
    select: HOURS,
    insert: `INSERT INTO usage_hour\n${HOURS}`,
    own_columns: ["calls", "errors", "bytes_read", "bytes_written"].flatMap((name) => [
      `busiest_${name}`,
      `busiest_${name}_at`,
    ]),
    params: (span) => coarserParams(span, "usage_minute", HOUR_S),
  },
  {
    table: "usage_day",
    bucket_s: DAY_S,
    select: FROM_FINER,
    insert: `INSERT INTO usage_day\n${FROM_FINER}`,
    own_columns: [],
    params: (span) => coarserParams(span, "usage_hour", DAY_S),
  },
];

/** The buckets that minutes lie in. */
export function bucketsOf(minutes: readonly Minute[], bucket_s: number): readonly number[] {
  return unique(minutes.map(({ minute_s }) => minute_s - (minute_s % bucket_s)));
}

function coarserParams(span: UsageSpan, finer: string, bucket_s: number): Readonly<Record<string, unknown>> {
  return { ...spanParams(span), finer, bucket_s, buckets_s: bucketsOf(span.minutes, bucket_s) };
}

function spanParams({ epoch, day_s, minutes }: UsageSpan): Readonly<Record<string, unknown>> {
  const from_s = dayOf(day_s);
  return { epoch, tenants: unique(minutes.map(({ tenant }) => tenant)), from_s, to_s: from_s + DAY_S };
}
