import type { FeedSilence } from "../../core/feed-silence.ts";
import type { Clock, QueryReader, TableWriter } from "../../core/ports.ts";
import { historyBlocks } from "../../stats/usage/history.ts";
import { DAY_S, HOUR_S } from "../../stats/usage/metrics.ts";
import { readSettings } from "./detection-settings.ts";
import type { Deviation } from "./deviation.ts";
import { feedSilences, silenceDeviation } from "./feed-silences.ts";
import { withFiveMinutes } from "./five-minutes.ts";
import { type BlockSpan, type DetectedBlock, detectBlock } from "./live/detect-block.ts";
import { detectLive } from "./live/detect-live.ts";
import type { Live, LiveMemory } from "./live/memory.ts";
import { judgedUntil, unfinishedHour } from "./live/unfinished-hour.ts";
import { type StoredCounts, storeDeviations } from "./store-deviations.ts";

export interface DetectionDeps {
  readonly reader: QueryReader;
  readonly writer: TableWriter;
  readonly clock: Clock;
  /** Given by who runs for ever: one run goes on from what the last one left there. */
  readonly memory?: LiveMemory;
}

/** Windows that begin at `from_ms` or later and end at `to_ms` or before. */
export interface DetectionSpan {
  readonly tenant?: string;
  readonly from_ms?: number;
  readonly to_ms?: number;
}

export interface DetectionCounts extends StoredCounts {
  readonly from_ms: number;
  readonly to_ms: number;
  /** Windows of five minutes are judged up to here, also those of an hour that has not ended. */
  readonly seen_to_ms: number;
  /** Of the feeds as they are known now, those before the span too. */
  readonly feed_silences: readonly FeedSilence[];
}

/** An hour is scored this long after its end: feeds deliver most of it by then, and what comes later scores it again. */
const LATENESS_S = 10 * 60;
/** A run without a span looks at these windows again, for what came late. */
const RESCORE_S = 2 * DAY_S;

/**
 * Score the windows of a span by what came before each of them and make `deviations` say so. Running it twice writes
 * nothing the second time; a replay gives the rows that hourly runs would have given.
 */
export async function runDetection(deps: DetectionDeps, span: DetectionSpan = {}): Promise<DetectionCounts> {
  const { from_s, to_s } = spanOf(span, deps.clock.now_ms());
  const tenant = span.tenant ?? "";
  const settings = await readSettings(deps.reader);
  const save_s = isLive(span) ? Math.floor(from_s / DAY_S) * DAY_S : undefined;
  const blocks = historyBlocks(from_s, to_s).map((block) => ({ ...block, tenant, settings, save_s }));
  const { found, feed_silences, live } = await detectAll(deps, blocks);
  const seen_to_s = live ? judgedUntil(to_s, deps.clock.now_ms()) : to_s;
  if (live) found.push(...(await unfinishedHour(deps.reader, live, settings, seen_to_s)));
  const counts = await storeDeviations(deps, found, { tenant, from_s, to_s, seen_to_s });
  return {
    ...counts,
    from_ms: from_s * 1000,
    to_ms: to_s * 1000,
    seen_to_ms: seen_to_s * 1000,
    feed_silences,
  };
}

interface Found {
  readonly found: Deviation[];
  readonly feed_silences: readonly FeedSilence[];
  /** What the last hour of a live run left. */
  readonly live: Live | undefined;
}

async function detectAll(deps: DetectionDeps, blocks: readonly BlockSpan[]): Promise<Found> {
  for (const old of deps.memory?.keys() ?? [])
    if (!blocks.some(({ history_from_s }) => history_from_s === old)) deps.memory?.delete(old);
  const found: Deviation[] = [];
  // The last block that knows of a silence knows most of its end.
  const silences = new Map<string, FeedSilence>();
  let last: Live | undefined;
  for (const block of blocks) {
    const { deviations, feed_hours, live } = await detectIn(deps, block);
    last = live;
    for (const deviation of deviations) found.push(deviation);
    const of_feeds = feedSilences(feed_hours, block.to_s, block.settings);
    for (const one of of_feeds) silences.set(JSON.stringify([one.tenant, one.source, one.since_s]), one);
    found.push(...of_feeds.filter(({ known_s }) => known_s > block.from_s).map(silenceDeviation));
  }
  return { found: await withFiveMinutes(deps.reader, found), feed_silences: [...silences.values()], live: last };
}

async function detectIn(deps: DetectionDeps, block: BlockSpan): Promise<DetectedBlock> {
  const { memory } = deps;
  if (memory === undefined || block.save_s === undefined) return detectBlock(deps, block);
  const before = memory.get(block.history_from_s);
  // A run that fails has left it half changed.
  memory.delete(block.history_from_s);
  const detected = (before && (await detectLive(deps, before, block))) ?? (await detectBlock(deps, block));
  if (detected.live) memory.set(block.history_from_s, detected.live);
  return detected;
}

/** Runs that come round for ever: it pays to remember. */
function isLive(span: DetectionSpan): boolean {
  return span.from_ms === undefined && (span.tenant ?? "") === "";
}

/** Whole hours; without a given end, up to the last hour that is complete. */
function spanOf(span: DetectionSpan, now_ms: number): { readonly from_s: number; readonly to_s: number } {
  const end_s = span.to_ms === undefined ? now_ms / 1000 - LATENESS_S : span.to_ms / 1000;
  const to_s = Math.floor(end_s / HOUR_S) * HOUR_S;
  const from_s = span.from_ms === undefined ? to_s - RESCORE_S : Math.ceil(span.from_ms / 1000 / HOUR_S) * HOUR_S;
  return { from_s: Math.max(0, Math.min(from_s, to_s)), to_s };
}
