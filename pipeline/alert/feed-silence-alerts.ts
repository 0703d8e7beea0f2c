import { createHash } from "node:crypto";
import { feedDelivery } from "../../queries/feeds/delivery.ts";
import type { AlertDraft } from "../core/alerts/draft.ts";
import type { FeedSilence } from "../core/feed-silence.ts";
import type { QueryReader } from "../core/ports.ts";
import type { StoredDeviation } from "./episode.ts";

export const FEED_SILENT = "feed_silent";
/** An alert of ours says this of itself once the feed delivers again. */
const DATA_RETURNED = "data_returned";

/** Events received over at least this share of the time they happened in came as they happened: no import of history. */
const LIVE_SHARE = 0.5;
/** A feed that is late as a rule is silent only when it is clearly later than that. */
const DELAY_MARGIN = 2;
/** While it lasts, an alert tells so once a day: every revision goes to the SIEM. */
const TOLD_EVERY_S = 86_400;
/** Once its feed is back, an app has so long to call before it is itself the one that is silent. */
const TIME_TO_CALL_S = 86_400;
const HOUR_S = 3_600;
const UID_LENGTH = 32;

/** The alerts of silences that begin after a moment, up to another; those that ended before `raise_from_s` are not raised any more. */
export async function draftFeedSilences(
  reader: QueryReader,
  silences: readonly FeedSilence[],
  span: { readonly from_s: number; readonly raise_from_s: number; readonly to_s: number },
): Promise<readonly AlertDraft[]> {
  const drafts: AlertDraft[] = [];
  for (const silence of silences.filter(({ since_s }) => since_s >= span.from_s)) {
    if (!(await isBelieved(reader, silence, span.to_s))) continue;
    const is_past = silence.back_s !== undefined && silence.back_s <= span.raise_from_s;
    drafts.push({ ...draftOf(silence, span.to_s), is_past });
  }
  return drafts;
}

/** Whether a window says no more than that its feed is silent, which has an alert of its own: of the feed itself, or of one of its apps. */
export function isOfFeed(row: StoredDeviation, silences: readonly FeedSilence[]): boolean {
  if (row.app_id === "") return true;
  if (row.metric !== "silence") return false;
  return silences.some(({ tenant, source, known_s, back_s = Number.POSITIVE_INFINITY }) => {
    const is_own = tenant === row.tenant && source === row.source;
    return is_own && row.at_s + row.window_s >= known_s && row.at_s < back_s + TIME_TO_CALL_S;
  });
}

/** Whether what is missing is missing, and not just late or not imported yet. */
async function isBelieved(reader: QueryReader, silence: FeedSilence, to_s: number): Promise<boolean> {
  const { tenant, source, since_s, known_s, back_s, sampled_s } = silence;
  if (back_s !== undefined) return true;
  const [sample] = await reader.rows(feedDelivery, { tenant, source, hours_s: [...sampled_s] });
  if (sample === undefined || sample.events === 0) return false;
  const is_live = sample.received_span_s >= LIVE_SHARE * sample.span_s;
  // History that was imported after the silence would have held what happened in it.
  return is_live ? to_s - since_s >= DELAY_MARGIN * sample.received_late_s : sample.received_until_s >= known_s;
}

function draftOf(silence: FeedSilence, to_s: number): AlertDraft {
  const { tenant, source, since_s, known_s, back_s, usual_events, score } = silence;
  const told_s = known_s + Math.floor(Math.max(0, to_s - known_s) / TOLD_EVERY_S) * TOLD_EVERY_S;
  const last_s = back_s ?? told_s;
  return {
    tenant,
    source,
    app_id: "",
    uid: createHash("sha256")
      .update(JSON.stringify([tenant, source, FEED_SILENT, since_s]))
      .digest("hex")
      .slice(0, UID_LENGTH),
    detection: FEED_SILENT,
    reference: "",
    title: `Feed ${source} of ${tenant} ${back_s === undefined ? "has been silent since" : "was silent from"} ${minute(since_s)}${back_s === undefined ? "" : ` to ${minute(back_s)}`}; usually ${eventsAnHour(usual_events)}`,
    severity: "medium",
    score,
    first_activity_ms: since_s * 1_000,
    last_activity_ms: last_s * 1_000,
    evidence: JSON.stringify(evidenceOf(silence, last_s)),
    ...(back_s === undefined
      ? {}
      : { ended: { determination: DATA_RETURNED, comment: `Data came back at ${minute(back_s)}.` } }),
  };
}

function evidenceOf({ tenant, source, since_s, known_s, back_s, usual_events, score }: FeedSilence, last_s: number) {
  const window = { metric: "events", window_s: HOUR_S, at: iso(since_s), observed: 0, expected: rounded(usual_events) };
  return {
    windows_in_all: (known_s - since_s) / HOUR_S,
    windows: [{ ...window, low: null, high: null, score, direction: "low", state: "ready", contributors: {} }],
    feed: {
      silent_since: iso(since_s),
      known_at: iso(known_s),
      back_at: back_s === undefined ? null : iso(back_s),
      usual_events_an_hour: rounded(usual_events),
    },
    rows: { table: "events", tenant, source, app_id: "", from: iso(since_s - HOUR_S), to: iso(last_s) },
  };
}

function eventsAnHour(usual: number): string {
  const events = usual < 10 ? rounded(usual) : Math.round(usual);
  return events === 1 ? "1 event an hour" : `${events.toLocaleString("en-US")} events an hour`;
}

function rounded(amount: number): number {
  return Math.round(amount * 10) / 10;
}

function iso(at_s: number): string {
  return new Date(at_s * 1_000).toISOString();
}

/** 2026-11-20 10:00 UTC */
function minute(at_s: number): string {
  return `${iso(at_s).slice(0, 16).replace("T", " ")} UTC`;
}
