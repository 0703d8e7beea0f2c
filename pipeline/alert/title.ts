import type { Classification } from "./classify.ts";
import type { StoredDeviation } from "./episode.ts";

/** One sentence for somebody who has never seen the app: who, what, how far from normal, when (UTC). */
export function titleOf(app: string, { detection, main }: Classification): string {
  const observed = main.observed ?? 0;
  switch (detection) {
    case "dormant_return":
      return `${app} called again after ${Math.floor(observed)} days without a call`;
    case "app_silent":
      return `${app} has stopped calling at hours when it always did`;
    case "new_app_mass_read":
      return `${app} is new and ${did(main)} in one hour, far more than before and than most apps ever do`;
    case "error_burst":
      return `${failures(main)} of ${app} failed ${span(main)}, where usually ${usualFailures(main)} do`;
    case "off_hours_activity":
      return `${app} ${did(main)} on a ${when(main)}, when it usually rests`;
    case "constant_app_jump":
      return `${app}, which steadily makes about ${about(main)} calls ${per(main)}, made ${round(observed)} on a ${when(main)}`;
    case "calls_spike":
    case "bytes_read_spike":
    case "bytes_written_spike":
    case "reach_spike":
      return `${app} ${verbOf(main)} ${times(main)} ${nounOf(main)} than usual for a ${when(main)}`;
    default:
      return detection satisfies never;
  }
}

function failures({ metric, observed }: StoredDeviation): string {
  const amount = round(observed ?? 0);
  if (metric === "error_rate") return `${amount} % of the calls`;
  return metric === "sign_in_failures" ? `${amount} sign-ins` : `${amount} calls`;
}

function usualFailures(window: StoredDeviation): string {
  const usual = about(window);
  return window.metric === "error_rate" && (window.expected ?? 0) >= 1 ? `${usual} %` : usual;
}

const HOUR_S = 3600;
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

function when({ at_s, window_s }: StoredDeviation): string {
  const at = new Date(at_s * 1000);
  const day = WEEKDAYS[at.getUTCDay()] ?? "";
  if (window_s > HOUR_S) return day;
  const begin = `${day} ${at.toISOString().slice(11, 16)}`;
  return window_s < HOUR_S ? `${begin} (five minutes)` : begin;
}

function span({ window_s }: StoredDeviation): string {
  if (window_s < HOUR_S) return "in five minutes";
  return window_s === HOUR_S ? "in one hour" : "in one day";
}

function per({ window_s }: StoredDeviation): string {
  if (window_s < HOUR_S) return "in the busiest five minutes of an hour";
  return window_s === HOUR_S ? "an hour" : "a day";
}

/** "14 times more"; where next to nothing was expected, a factor would only impress. */
function times({ observed, expected }: StoredDeviation): string {
  const factor = (observed ?? 0) / (expected ?? 0);
  if (!Number.isFinite(factor) || factor > LARGEST_FACTOR) return "far more";
  return `${factor < 10 ? Math.round(factor * 10) / 10 : Math.round(factor)} times more`;
}

const LARGEST_FACTOR = 1000;

function did(window: StoredDeviation): string {
  return `${verbOf(window)} ${amountOf(window, window.observed ?? 0)}`;
}

function verbOf({ metric }: StoredDeviation): string {
  if (metric === "bytes_read") return "read";
  if (metric === "bytes_written") return "wrote";
  return metric === "calls" ? "made" : "touched";
}

function nounOf({ metric }: StoredDeviation): string {
  if (metric === "bytes_read" || metric === "bytes_written") return "data";
  if (metric === "users") return "accounts";
  return metric === "resources" ? "objects" : "calls";
}

function amountOf({ metric }: StoredDeviation, amount: number): string {
  if (metric === "bytes_read" || metric === "bytes_written") return bytes(amount);
  if (metric === "users") return `${round(amount)} accounts`;
  return `${round(amount)} ${metric === "resources" ? "objects" : "calls"}`;
}

function about({ expected }: StoredDeviation): string {
  const amount = expected ?? 0;
  return amount < 1 ? "hardly any" : round(amount);
}

function round(amount: number): string {
  return Math.round(amount).toLocaleString("en-US");
}

const UNITS = ["bytes", "kB", "MB", "GB", "TB", "PB"] as const;

function bytes(amount: number): string {
  const step = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, amount)) / 3)));
  const value = amount / 1000 ** step;
  return `${value < 10 && step > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[step]}`;
}
