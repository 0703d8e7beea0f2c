import type { Episode, StoredDeviation } from "./episode.ts";

/** The kinds of alert that deviations alone can raise. */
export const DETECTIONS = [
  "dormant_return",
  "new_app_mass_read",
  "app_silent",
  "error_burst",
  "off_hours_activity",
  "constant_app_jump",
  "bytes_read_spike",
  "bytes_written_spike",
  "calls_spike",
  "reach_spike",
] as const;
export type Detection = (typeof DETECTIONS)[number];

export type Severity = "low" | "medium" | "high";

/** What an alert is called and which of its windows says most. */
export interface Classification {
  readonly detection: Detection;
  readonly severity: Severity;
  readonly score: number;
  /** The window that the title speaks of. */
  readonly main: StoredDeviation;
}

/** So far beyond the range (distance over half-width 4) that it is read first. */
const HIGH_SCORE = 80;
/** Fewer calls an hour than this are expected of an app at rest. */
const AT_REST_CALLS = 3;
/** At rest, a volume is expected to be next to nothing of what came. */
const AT_REST_SHARE = 0.01;
/** From this many calls on, a range that ends below twice the expectation is that of a steady app. */
const STEADY_FROM_CALLS = 5;
const STEADY_RANGE = 2;

const FAILURES: readonly string[] = ["errors", "sign_in_failures", "error_rate"];

/** Decide by the grounds of the episode, so that more of the same never turns one alert into another. */
export function classify(episode: Episode): Classification {
  const detection = detectionOf(episode);
  const telling = episode.windows.filter((window) => speaksFor(detection, window));
  const main = strongest(telling.length > 0 ? telling : episode.windows);
  const score = Math.max(...episode.windows.map((window) => window.score));
  return { detection, severity: severityOf(detection, main.score), score, main };
}

function detectionOf({ track, grounds }: Episode): Detection {
  const strongest_of = (metric: string): StoredDeviation | undefined => {
    const own = grounds.filter((window) => window.metric === metric);
    return own.length > 0 ? strongest(own) : undefined;
  };
  if (track === "absence") return "app_silent";
  if (strongest_of("idle_days")) return "dormant_return";
  if (grounds.some((window) => window.state === "learning")) return "new_app_mass_read";
  if (FAILURES.some(strongest_of)) return "error_burst";
  if (grounds.some(isAtRest)) return "off_hours_activity";
  const calls = strongest_of("calls");
  if (calls) return isSteady(calls) ? "constant_app_jump" : "calls_spike";
  if (strongest_of("bytes_read")) return "bytes_read_spike";
  return strongest_of("bytes_written") ? "bytes_written_spike" : "reach_spike";
}

function isAtRest({ metric, window_s, observed, expected }: StoredDeviation): boolean {
  if (window_s > HOUR_S) return false;
  if (metric === "calls") return (expected ?? 0) < (AT_REST_CALLS * window_s) / HOUR_S;
  const volume = metric === "bytes_read" || metric === "bytes_written";
  return volume && (expected ?? 0) < AT_REST_SHARE * (observed ?? 0);
}

const HOUR_S = 3600;

function isSteady({ expected, high }: StoredDeviation): boolean {
  return (expected ?? 0) >= STEADY_FROM_CALLS && (high ?? Number.POSITIVE_INFINITY) < STEADY_RANGE * (expected ?? 0);
}

/** The metrics that a title of this kind may speak of. */
function speaksFor(detection: Detection, window: StoredDeviation): boolean {
  switch (detection) {
    case "dormant_return":
      return window.metric === "idle_days";
    case "app_silent":
      return window.metric === "silence";
    case "new_app_mass_read":
      return window.state === "learning";
    case "error_burst":
      return FAILURES.includes(window.metric);
    case "off_hours_activity":
      return isAtRest(window);
    case "constant_app_jump":
    case "calls_spike":
      return window.metric === "calls";
    case "bytes_read_spike":
      return window.metric === "bytes_read";
    case "bytes_written_spike":
      return window.metric === "bytes_written";
    case "reach_spike":
      return window.metric === "users" || window.metric === "resources";
    default:
      return detection satisfies never;
  }
}

function strongest(windows: readonly StoredDeviation[]): StoredDeviation {
  return windows.reduce((best, window) => (window.score > best.score ? window : best));
}

function severityOf(detection: Detection, score: number): Severity {
  if (detection === "app_silent") return "low";
  if (detection === "new_app_mass_read" || detection === "dormant_return") return "high";
  if (detection === "constant_app_jump") return "low";
  return score >= HIGH_SCORE ? "high" : "medium";
}
