import type { FeedLife } from "../../stats/usage/feed-life.ts";
import { saidOf } from "../../stats/usage/said-windows.ts";
import { hourlySeries, type RowRange, seriesRanges, type UsageTable } from "../../stats/usage/table.ts";
import { type DetectionSettings, NO_SETTINGS } from "./detection-settings.ts";
import type { Deviation } from "./deviation.ts";
import { type AppModels, appModels } from "./watches/app-models.ts";
import type { Peers } from "./watches/peers.ts";
import { isNewcomer, scoreSeries } from "./watches/score-series.ts";

/** What is known around the apps of a table. */
export interface Surroundings {
  readonly lifeOf: (tenant: string, source: string) => FeedLife;
  readonly peers: Peers;
  readonly settings?: DetectionSettings | undefined;
}

/** What is remembered of one app in one feed, before a moment. */
export interface AppState {
  readonly tenant: string;
  readonly source: string;
  readonly app_id: string;
  readonly state: Uint8Array;
}

export interface DetectionSpan {
  readonly from_s: number;
  readonly to_s: number;
  /** When the given states are from. */
  readonly base_s?: number | undefined;
  /** A midnight: what is remembered then is wanted. */
  readonly save_s?: number | undefined;
}

export interface Detected {
  readonly deviations: readonly Deviation[];
  readonly states: readonly AppState[];
}

export type AppKey = Omit<AppState, "state">;

/** An app that was walked to the end of the span: what was found, and the models as they are after it. */
export interface WalkedApp {
  readonly app: AppKey;
  readonly rows: RowRange;
  readonly deviations: readonly Deviation[];
  readonly models: AppModels;
  /** Whether they are among the states that were wanted. */
  readonly is_saved: boolean;
}

/**
 * All deviations in windows that begin at `from_s` or later and end at `to_s` or before. Causal: a later `to_s` adds
 * windows and changes none. What came before `base_s` is remembered of some apps: their rows before that are passed
 * over; of all others the table has the whole history. `keep` is told of each app that was walked.
 */
export function detectFrom(
  before: ReadonlyMap<string, AppState>,
  table: UsageTable,
  span: DetectionSpan,
  around: Surroundings,
  keep?: (walked: WalkedApp) => void,
): Detected {
  const models = appModels();
  const walkApp = appWalker(table, span, around, models);
  const deviations: Deviation[] = [];
  const states: AppState[] = [];
  const left = new Map(before);
  const walk = (app: AppKey, rows: RowRange): void => {
    const walked = walkApp(app, rows, left.get(keyOf(app))?.state);
    left.delete(keyOf(app));
    deviations.push(...walked.deviations);
    if (walked.saved) states.push({ ...app, state: walked.saved });
    keep?.({ app, rows, deviations: walked.deviations, models, is_saved: walked.saved !== undefined });
  };
  for (const rows of seriesRanges(table)) walk(appOf(table, rows), rows);
  // Who has no row since is silent, which is for the models to say.
  for (const { state: _, ...app } of [...left.values()]) walk(app, NO_ROWS);
  return { deviations, states };
}

export function keyOf({ tenant, source, app_id }: AppKey): string {
  return JSON.stringify([tenant, source, app_id]);
}

export function appKeyOf(key: string): AppKey {
  const [tenant, source, app_id]: unknown[] = JSON.parse(key);
  return { tenant: String(tenant), source: String(source), app_id: String(app_id) };
}

export function feedOf({ tenant, source }: Pick<AppKey, "tenant" | "source">): string {
  return JSON.stringify([tenant, source]);
}

export const NO_ROWS: RowRange = { from: 0, to: 0 };

export function appOf(table: UsageTable, { from }: RowRange): AppKey {
  return { tenant: table.tenant[from] ?? "", source: table.source[from] ?? "", app_id: table.app_id[from] ?? "" };
}

interface Walked {
  readonly deviations: readonly Deviation[];
  readonly saved?: Uint8Array;
}

/** Walks one app after the other, each from its first row or from what is remembered of it. */
function appWalker(
  table: UsageTable,
  span: DetectionSpan,
  { lifeOf, peers, settings = NO_SETTINGS }: Surroundings,
  models: AppModels,
): (app: AppKey, rows: RowRange, state: Uint8Array | undefined) => Walked {
  return (app, rows, state) => {
    const life = lifeOf(app.tenant, app.source);
    const calendar = settings.calendarOf(app.tenant);
    const said = saidOf(settings.feedback, app);
    const begin_s = state && span.base_s !== undefined ? span.base_s : (table.at_s[rows.from] ?? span.to_s);
    const score = (from_s: number, to_s: number): Deviation[] => {
      const series = hourlySeries(table, rows, { from_s, to_s, given: models.given }, life.isAlive, calendar);
      const around = { peers, said, feed_from_s: life.first_s, from_s: span.from_s };
      return scoreSeries(series, { ...app, ...around }, models);
    };
    if (state) models.restore(state);
    else models.reset();
    const { save_s } = span;
    // What a new app's models remember depends on its peers, whose usage no fingerprint of its own tells.
    if (save_s === undefined || save_s <= begin_s || (!state && isNewcomer(begin_s, life.first_s, save_s)))
      return { deviations: score(begin_s, span.to_s) };
    const until_save = score(begin_s, save_s);
    const saved = models.save();
    return { deviations: [...until_save, ...score(save_s, span.to_s)], saved };
  };
}
