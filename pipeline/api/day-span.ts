import { retentionInForce } from "../../queries/store/retention.ts";
import { AppError } from "../core/errors.ts";
import type { ApiDeps } from "./api-deps.ts";
import { HOUR_MS, isoTime, type Span, spanOf, widen } from "./time-span.ts";

const DAY_MS = 24 * HOUR_MS;

/** What the published description says of such a span. */
export const DAY_SPAN_RULE = "Without from and to: the last 30 days. The span is widened to whole days (UTC).";

export interface DaySpan extends Span {
  /** Where the span of equal length before begins. */
  readonly before_ms: number;
  /** Whether figures by the day were kept for all of that. */
  readonly before_is_kept: boolean;
}

/** The asked span, widened to whole days (UTC); rejects one that begins before what is kept. */
export async function daySpanOf(
  { reader, clock }: Pick<ApiDeps, "reader" | "clock">,
  query: { readonly from?: string; readonly to?: string },
): Promise<DaySpan> {
  const now_ms = clock.now_ms();
  const span = widen(spanOf(query, now_ms), DAY_MS);
  const kept = (await reader.rows(retentionInForce, {})).find(({ name }) => name === "usage_day")?.days ?? 0;
  const kept_from_ms = kept === 0 ? 0 : widen({ from_ms: now_ms - kept * DAY_MS, to_ms: now_ms }, DAY_MS).from_ms;
  if (query.from !== undefined && span.from_ms < kept_from_ms)
    throw new AppError(
      "wrong_usage",
      `from (${isoTime(span.from_ms)}) is before ${isoTime(kept_from_ms)}: figures are kept for ${kept} days (TIDEMARK_RETENTION_USAGE_DAY_DAYS).`,
    );
  const before_ms = Math.max(0, 2 * span.from_ms - span.to_ms);
  return { ...span, before_ms, before_is_kept: before_ms >= kept_from_ms };
}

/** The span as answers say it. */
export function saidSpan({ from_ms, to_ms }: Span): { readonly from: string; readonly to: string } {
  return { from: isoTime(from_ms), to: isoTime(to_ms) };
}
