import type { RowOf } from "../../../queries/define-query.ts";
import type { touchedApps } from "../../../queries/detections/touched-apps.ts";
import type { SignalSpan } from "../../detect/signals/compute-signals.ts";

type TouchedApp = RowOf<typeof touchedApps>;

export type TouchedSpan = Omit<SignalSpan, "with_standing">;

const HOUR_MS = 3_600_000;
/** What is no later than this is looked at with the newest hours, for all apps. */
const RECENT_MS = 6 * HOUR_MS;
/** Of more apps with late events, all apps are looked at. */
const MOST_NAMED_APPS = 500;
/** For so long after it an hour takes part in what is usual. */
const USUAL_MS = 36 * 24 * HOUR_MS;

/**
 * The whole hours to look at after these apps were touched: those that have ended since, and those that later events
 * belong to, with what comes after them. `open_ms`: the first hour that was not over at the last run.
 */
export function touchedSpans(touched: readonly TouchedApp[], open_ms: number, end_ms: number): TouchedSpan[] {
  const tenants = [...new Set(touched.map(({ tenant }) => tenant))];
  return tenants.flatMap((tenant) => {
    const own = touched.filter((each) => each.tenant === tenant && each.first_ms < end_ms);
    const late = own.filter(({ first_ms }) => first_ms < end_ms - RECENT_MS);
    const recent = own.filter(({ first_ms }) => first_ms >= end_ms - RECENT_MS);
    const from_ms = Math.min(open_ms, ...recent.map(({ first_ms }) => first_ms));
    const newest = from_ms < end_ms ? [{ tenant, apps: [], from_ms, to_ms: end_ms }] : [];
    return [...lateSpan(tenant, late, end_ms), ...newest];
  });
}

function lateSpan(tenant: string, late: readonly TouchedApp[], end_ms: number): TouchedSpan[] {
  if (late.length === 0) return [];
  // Without an app: it may be any one's, by another id.
  const is_many = late.length > MOST_NAMED_APPS || late.some(({ app_id }) => app_id === "");
  const from_ms = Math.min(...late.map(({ first_ms }) => first_ms));
  const to_ms = Math.min(end_ms, hourAfter(Math.max(...late.map(({ last_ms }) => last_ms)) + USUAL_MS));
  return [{ tenant, apps: is_many ? [] : late.map(({ app_id }) => app_id), from_ms, to_ms }];
}

function hourAfter(at_ms: number): number {
  return Math.ceil(at_ms / HOUR_MS) * HOUR_MS;
}
