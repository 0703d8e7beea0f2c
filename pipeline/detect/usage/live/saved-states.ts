import type { RowOf } from "../../../../queries/define-query.ts";
import { detectorStates } from "../../../../queries/deviations/detector-states.ts";
import { usageFingerprints } from "../../../../queries/usage/fingerprints.ts";
import type { usagePages } from "../../../../queries/usage/pages.ts";
import type { QueryReader, TableWriter } from "../../../core/ports.ts";
import { type FeedHour, isOfApps } from "../../../stats/usage/feed-life.ts";
import { type AppState, keyOf } from "../detect-usage.ts";
import { type DetectionSettings, settingsBefore } from "../detection-settings.ts";

export type Page = RowOf<typeof usagePages>;

/** Which states: those of a midnight, of usage from a moment on, in a layout. */
export interface StatesOf {
  readonly history_from_s: number;
  readonly base_s: number;
  readonly kind: string;
}

/** What the usage of each app of a page before a midnight is known by, as it is now. To be asked before it is read. */
export async function readFingerprints(
  reader: QueryReader,
  page: Page,
  { history_from_s, base_s }: StatesOf,
  feed_hours: readonly FeedHour[],
  settings: DetectionSettings,
): Promise<ReadonlyMap<string, string>> {
  const rows = await reader.rows(usageFingerprints, { ...page, from_s: history_from_s, to_s: base_s });
  // Whether a feed lived in an hour decides what an app's silence in it means.
  const feeds = new Map<string, number>();
  for (const { tenant, source, at_s } of feed_hours.filter(isOfApps)) {
    const feed = JSON.stringify([tenant, source]);
    if (at_s < base_s) feeds.set(feed, mixed(feeds.get(feed) ?? 0, at_s));
  }
  return new Map(
    rows.map((row) => {
      const feed = feeds.get(JSON.stringify([row.tenant, row.source])) ?? 0;
      return [keyOf(row), `${row.fingerprint}-${feed}${settingsBefore(settings, row, base_s)}`];
    }),
  );
}

/** The states of a page, or of some apps of it, whose usage is still what it was. */
export async function readStates(
  reader: QueryReader,
  page: Page & { readonly app_ids?: readonly string[] },
  of: StatesOf,
  fingerprintOf: (key: string) => string | undefined,
): Promise<ReadonlyMap<string, AppState>> {
  const rows = await reader.rows(detectorStates, { ...page, ...of, app_ids: [...(page.app_ids ?? [])] });
  const fresh = rows.filter((row) => fingerprintOf(keyOf(row)) === row.fingerprint);
  return new Map(
    fresh.map(({ tenant, source, app_id, state }) => [
      keyOf({ tenant, source, app_id }),
      { tenant, source, app_id, state: Buffer.from(state, "base64") },
    ]),
  );
}

/** Rows in one insert: some fifteen megabytes. */
const STATES_AN_INSERT = 1_000;

export async function writeStates(
  writer: TableWriter,
  states: readonly AppState[],
  of: StatesOf,
  fingerprints: ReadonlyMap<string, string>,
): Promise<void> {
  for (let first = 0; first < states.length; first += STATES_AN_INSERT) {
    const rows = states.slice(first, first + STATES_AN_INSERT).map(({ state, ...app }) => ({
      ...of,
      ...app,
      fingerprint: fingerprints.get(keyOf(app)) ?? "",
      state: Buffer.from(state).toString("base64"),
    }));
    await writer.insert("detector_states", rows);
  }
}

/** All states of this midnight are there. */
export async function writeBase(writer: TableWriter, of: StatesOf): Promise<void> {
  await writer.insert("detector_states", [{ ...of, tenant: "", source: "", app_id: "", fingerprint: "", state: "" }]);
}

/** A step of FNV-1a over the hour's number. */
function mixed(hash: number, at_s: number): number {
  return Math.imul(hash ^ (at_s / HOUR_S), FNV_PRIME) >>> 0;
}

const HOUR_S = 3600;
const FNV_PRIME = 16_777_619;
