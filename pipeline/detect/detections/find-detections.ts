import { appSignals } from "../../../queries/detections/signals.ts";
import { DETECTIONS } from "../../../schemas/detections/catalogue.ts";
import type { QueryReader } from "../../core/ports.ts";
import type { Outlook } from "./apply-settings.ts";
import { type Episode, findEpisodes } from "./find-episodes.ts";
import { matchDetection, type Signal } from "./match-detection.ts";
import { toldSignals } from "./told-signals.ts";

/** Apps of a tenant, and the span whose detections are asked for. */
export interface DetectionsAsked {
  readonly tenant: string;
  readonly apps: readonly string[];
  readonly from_ms: number;
  readonly to_ms: number;
  readonly outlookOf: (detection: string, app_id: string) => Outlook;
}

export interface FoundDetection {
  readonly tenant: string;
  readonly app_id: string;
  readonly episode: Episode;
  /** Only what it is told by: all that is known of a thousand apps is hundreds of megabytes. */
  readonly told: readonly Signal[];
}

/** Longer than any detection looks back, and than what began before the span and still goes on. */
export const LOOK_BACK_MS = 60 * 86_400_000;
/** Signals of so many apps are in memory at once: an app that did sixteen things each day for two months has 300 KB. */
const APPS_A_PAGE = 100;

/** What the signals of these apps amount to, as far as it was known at the end of the span and lasts into it. */
export async function findDetections(reader: QueryReader, asked: DetectionsAsked): Promise<FoundDetection[]> {
  const found: FoundDetection[] = [];
  for (let start = 0; start < asked.apps.length; start += APPS_A_PAGE) {
    const apps = asked.apps.slice(start, start + APPS_A_PAGE);
    const from_ms = Math.max(0, asked.from_ms - LOOK_BACK_MS);
    const rows = await reader.rows(appSignals, { tenant: asked.tenant, apps, from_ms, to_ms: asked.to_ms });
    for (const [app_id, signals] of byApp(rows)) found.push(...ofApp(asked, app_id, signals));
  }
  return found;
}

function byApp(rows: readonly Signal[]): ReadonlyMap<string, readonly Signal[]> {
  const apps = new Map<string, Signal[]>();
  for (const row of rows) {
    const list = apps.get(row.app_id) ?? [];
    apps.set(row.app_id, list);
    list.push(row);
  }
  return apps;
}

function ofApp(asked: DetectionsAsked, app_id: string, signals: readonly Signal[]): FoundDetection[] {
  const { tenant, from_ms, outlookOf } = asked;
  const episodes = DETECTIONS.flatMap((detection) => {
    const { is_off, factor } = outlookOf(detection.id, app_id);
    return is_off ? [] : findEpisodes(detection, matchDetection(detection, signals, { factor }));
  });
  return episodes
    .filter((episode) => episode.last_ms >= from_ms)
    .map((episode) => ({ tenant, app_id, episode, told: toldSignals(episode, signals) }));
}
