import { alertStateNames } from "../../../queries/alerts/state-names.ts";
import { detectionSettings } from "../../../queries/detections/settings.ts";
import { signalChanges } from "../../../queries/detections/signal-changes.ts";
import { touchedApps } from "../../../queries/detections/touched-apps.ts";
import { judgementTenants } from "../../../queries/judgement/tenants.ts";
import { DETECTIONS } from "../../../schemas/detections/catalogue.ts";
import { type AlertCounts, type AlertDeps, appendAlerts, type StoredAlert } from "../../alert/append-alerts.ts";
import { SETTLE_DELAY_MS } from "../../core/insert-limit.ts";
import type { StatementRunner } from "../../core/ports.ts";
import { outlooks } from "../../detect/detections/apply-settings.ts";
import { draftDetection } from "../../detect/detections/draft-detection.ts";
import { findDetections, LOOK_BACK_MS } from "../../detect/detections/find-detections.ts";
import { computeSignals } from "../../detect/signals/compute-signals.ts";
import { readProgress, saveProgress } from "../../rollup/progress.ts";
import { type TouchedSpan, touchedSpans } from "./touched-spans.ts";

export interface DetectionsDeps extends AlertDeps {
  readonly statements: StatementRunner;
}

const JOB = "detections";
const HOUR_MS = 3_600_000;
/** Joined at once; memory does not grow with the length of a history. */
const SPAN_MS = 7 * 24 * HOUR_MS;
/** As with usage: feeds deliver most of an hour by then, and what comes later is looked at again. */
const LATENESS_MS = 600_000;

/**
 * Look for signals in what came in since the last run, and raise the alerts that they amount to. Killed, it does the same
 * again; nothing of it is written twice.
 */
export async function runDetections(deps: DetectionsDeps): Promise<AlertCounts> {
  const { until_ms: since_ms, now_ms } = await readProgress(deps, JOB);
  const end_ms = hourOf(now_ms - LATENESS_MS);
  const touched = await deps.reader.rows(touchedApps, { since_ms, until_ms: now_ms, end_ms });
  const open_ms = since_ms === 0 ? end_ms : hourOf(since_ms - LATENESS_MS);
  for (const span of touchedSpans(touched, open_ms, end_ms)) await computeSpan(deps, span);
  const counts = await raiseChanged(deps, since_ms, { from_ms: Math.max(0, end_ms - LOOK_BACK_MS), to_ms: end_ms });
  // What an insert under way brings will have been received after this moment.
  await saveProgress(deps.statements, JOB, now_ms - SETTLE_DELAY_MS);
  return counts;
}

/** The same for a span of history, as if it were live. */
export async function replayDetections(
  deps: DetectionsDeps,
  span: { readonly from_ms: number; readonly to_ms: number },
): Promise<AlertCounts> {
  const whole = { from_ms: hourOf(span.from_ms), to_ms: hourOf(span.to_ms) };
  for (const { tenant } of await deps.reader.rows(judgementTenants, {}))
    await computeSpan(deps, { tenant, apps: [], ...whole });
  return await raiseChanged(deps, 0, whole);
}

function hourOf(at_ms: number): number {
  return Math.floor(at_ms / HOUR_MS) * HOUR_MS;
}

async function computeSpan(deps: DetectionsDeps, span: TouchedSpan): Promise<void> {
  for (let from_ms = span.from_ms; from_ms < span.to_ms; from_ms += SPAN_MS) {
    const to_ms = Math.min(span.to_ms, from_ms + SPAN_MS);
    await computeSignals(deps, { ...span, from_ms, to_ms, with_standing: to_ms === span.to_ms });
  }
}

/** Bring the alerts of the apps up to date whose signals changed. */
async function raiseChanged(
  deps: DetectionsDeps,
  since_ms: number,
  span: { readonly from_ms: number; readonly to_ms: number },
): Promise<AlertCounts> {
  const changes = await deps.reader.rows(signalChanges, { since_ms });
  const concerned = changes.filter(({ first_ms, last_ms }) => first_ms < span.to_ms && last_ms >= span.from_ms);
  const counts = { raised: 0, updated: 0, withdrawn: 0 };
  for (const tenant of new Set(concerned.map((each) => each.tenant))) {
    const apps = concerned.filter((each) => each.tenant === tenant).map(({ app_id }) => app_id);
    const one = await raiseOf(deps, tenant, apps, span);
    counts.raised += one.raised;
    counts.updated += one.updated;
    counts.withdrawn += one.withdrawn;
  }
  return counts;
}

async function raiseOf(
  deps: DetectionsDeps,
  tenant: string,
  apps: readonly string[],
  span: { readonly from_ms: number; readonly to_ms: number },
): Promise<AlertCounts> {
  const settings = await deps.reader.rows(detectionSettings, { tenant });
  const outlookOf = outlooks(settings, deps.clock.now_ms());
  const found = await findDetections(deps.reader, { tenant, apps, ...span, outlookOf });
  const app_ids = [...new Set(found.map(({ app_id }) => app_id))];
  const named = app_ids.length === 0 ? [] : await deps.reader.rows(alertStateNames, { app_ids });
  const names = new Map(named.filter((row) => row.tenant === tenant).map(({ app_id, app_name }) => [app_id, app_name]));
  const drafts = found.map((one) => draftDetection(one, names.get(one.app_id) ?? `App ${one.app_id}`));
  const looked_at = new Set(apps);
  const from_ms = Math.max(0, span.from_ms - LOOK_BACK_MS);
  const isJudged = (alert: StoredAlert): boolean =>
    OURS.has(alert.detection) &&
    // Switched off it says nothing, and takes nothing back.
    !outlookOf(alert.detection, alert.app_id).is_off &&
    looked_at.has(alert.app_id) &&
    alert.first_activity_ms >= from_ms &&
    alert.last_activity_ms >= span.from_ms;
  return await appendAlerts(deps, drafts, { tenant, from_ms, to_ms: span.to_ms, isJudged });
}

const OURS: ReadonlySet<string> = new Set(DETECTIONS.map(({ id }) => id));
