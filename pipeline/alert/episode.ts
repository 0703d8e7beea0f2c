import type { RowOf } from "../../queries/define-query.ts";
import type { deviationStored } from "../../queries/deviations/stored.ts";

export type StoredDeviation = RowOf<typeof deviationStored>;

/** Deviations of one app in one feed that belong together, in the order in which they became known. */
export interface Episode {
  readonly tenant: string;
  readonly source: string;
  readonly app_id: string;
  /** An app that does too much and one that does nothing are two stories, even at the same time. */
  readonly track: "activity" | "absence";
  readonly windows: readonly StoredDeviation[];
  /** Those known when the evidence became enough: they decide what kind of alert it is, for good. */
  readonly grounds: readonly StoredDeviation[];
  readonly first_s: number;
  readonly last_s: number;
}

const HOUR_S = 3600;
const DAY_S = 86_400;
/** What comes within a day of the last window is the same story: attacks pause for a night. */
const EPISODE_GAP_S = DAY_S;
/** Three times as far from the expectation as the range reaches: one window is enough. */
const STRONG_SCORE = 75;
/** A day has gathered its evidence over many hours already, so that half as far again as its range will do. */
const STRONG_DAY_SCORE = 60;
/** Five minutes may hold a single job, done at once for a change: it takes four times as far as the range reaches. */
const STRONG_BURST_SCORE = 80;
/**
 * Of volumes, five minutes may hold a single large file. Sizes have heavy tails: the largest alone makes such an excess
 * far more often than many together do (the principle of a single big jump), and no distance from the usual tells them
 * apart. Only a second window does.
 */
const VOLUMES: ReadonlySet<string> = new Set(["bytes_read", "bytes_written"]);
/** A new app is held against its peers and against its own first days: half as far again as both allow will do. */
const STRONG_NEWCOMER_SCORE = 60;
/** Anything less must be seen in a second window: one busy hour is an hour like many. */
const FEWEST_WEAK_WINDOWS = 2;
/** Work that is late or repeated comes in two bursts often, in three seldom. */
const FEWEST_WEAK_BURSTS = 3;
/** Judgements that have gathered their evidence over many hours, or rest on the peers: they stand alone. */
const STANDS_ALONE: ReadonlySet<string> = new Set(["silence", "idle_days"]);

/** Group the deviations of any number of apps into episodes with enough evidence for an alert. */
export function findEpisodes(deviations: readonly StoredDeviation[]): Episode[] {
  const tracks = new Map<string, StoredDeviation[]>();
  for (const deviation of deviations) {
    if (deviation.withdrawn === 1 || deviation.direction !== "high") continue;
    const key = JSON.stringify([deviation.tenant, deviation.source, deviation.app_id, trackOf(deviation)]);
    const list = tracks.get(key) ?? [];
    tracks.set(key, list);
    list.push(deviation);
  }
  return [...tracks.values()].flatMap(splitTrack);
}

function trackOf(deviation: StoredDeviation): Episode["track"] {
  return deviation.metric === "silence" ? "absence" : "activity";
}

function endOf(deviation: StoredDeviation): number {
  return deviation.at_s + deviation.window_s;
}

function splitTrack(deviations: readonly StoredDeviation[]): Episode[] {
  const known = [...deviations].sort(
    (a, b) => endOf(a) - endOf(b) || a.at_s - b.at_s || (a.metric < b.metric ? -1 : 1),
  );
  const episodes: Episode[] = [];
  let windows: StoredDeviation[] = [];
  let last_s = Number.NEGATIVE_INFINITY;
  for (const window of known) {
    if (window.at_s > last_s + EPISODE_GAP_S) {
      episodes.push(...finish(windows));
      windows = [];
    }
    windows.push(window);
    last_s = Math.max(last_s, endOf(window));
  }
  return [...episodes, ...finish(windows)];
}

/** The episode of these windows; none while they prove too little. */
function finish(windows: readonly StoredDeviation[]): Episode[] {
  const enough = windows.findIndex((_, i) => isEnough(windows.slice(0, i + 1)));
  const grounds = windows.slice(0, enough + 1);
  const [first] = windows;
  if (first === undefined || enough < 0) return [];
  const known_at = Math.max(...grounds.map(endOf));
  return [
    {
      tenant: first.tenant,
      source: first.source,
      app_id: first.app_id,
      track: trackOf(first),
      windows,
      // Everything known at that moment, also what sorts after the window that was one too many.
      grounds: windows.filter((window) => endOf(window) <= known_at),
      first_s: Math.min(...grounds.map((window) => window.at_s)),
      last_s: Math.max(...windows.map(endOf)),
    },
  ];
}

function isEnough(windows: readonly StoredDeviation[]): boolean {
  const last = windows.at(-1);
  if (last === undefined) return false;
  if (last.score >= strongScore(last) || STANDS_ALONE.has(last.metric)) return true;
  return separateWindows(windows) >= FEWEST_WEAK_WINDOWS || hoursWithBursts(windows).size >= FEWEST_WEAK_BURSTS;
}

function strongScore({ metric, window_s, state }: StoredDeviation): number {
  if (state === "learning") return STRONG_NEWCOMER_SCORE;
  if (window_s < HOUR_S) return VOLUMES.has(metric) ? Number.POSITIVE_INFINITY : STRONG_BURST_SCORE;
  return window_s > HOUR_S ? STRONG_DAY_SCORE : STRONG_SCORE;
}

/**
 * Windows that share no time: several metrics of one hour, or a day and its own hour, saw the same thing. Five minutes
 * count beside an hour that they are not of.
 */
function separateWindows(windows: readonly StoredDeviation[]): number {
  const hours = new Set(windows.filter((window) => window.window_s === HOUR_S).map((window) => window.at_s));
  const days = new Set(windows.filter((window) => window.window_s > HOUR_S).map((window) => window.at_s));
  const seen_in_hours = [...days].filter((day) => [...hours].some((hour) => hour >= day && hour < day + DAY_S));
  const bursts = [...hoursWithBursts(windows)].filter((hour) => hours.size > 0 && !hours.has(hour));
  return hours.size + bursts.length + days.size - seen_in_hours.length;
}

function hoursWithBursts(windows: readonly StoredDeviation[]): ReadonlySet<number> {
  const bursts = windows.filter((window) => window.window_s < HOUR_S);
  return new Set(bursts.map(({ at_s }) => at_s - (at_s % HOUR_S)));
}
