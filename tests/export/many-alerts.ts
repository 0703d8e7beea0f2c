import { exportedAlert } from "../../pipeline/export/exported-alert.fixture.ts";
import type { Store } from "../../pipeline/store/open-store.ts";

const NOW_MS = Date.UTC(2026, 9, 6, 15, 0);
const HOUR_MS = 3_600_000;

/** One revision of an alert as the pipeline writes them, with evidence of a usual size. */
export function historyRow(uid: string, revision: number, more: Readonly<Record<string, unknown>> = {}) {
  const { title, detection, severity, score, app_id, source, tenant, evidence } = exportedAlert();
  return {
    ...{ tenant, uid, revision, detection, title, severity, score, app_id, source },
    reference: "",
    recorded_at: NOW_MS + revision,
    actor: "tidemark",
    action: revision === 1 ? "raise" : "update",
    status: "new",
    classification: "",
    determination: "",
    first_activity_at: NOW_MS - 2 * HOUR_MS,
    last_activity_at: NOW_MS - HOUR_MS,
    evidence: JSON.stringify(evidence),
    ...more,
  };
}

/** `alerts` new alerts; every third of them with a second revision behind it. */
export async function raiseMany(store: Pick<Store, "writer">, alerts: number, prefix = "u"): Promise<void> {
  const rows = Array.from({ length: alerts }, (_, n) => historyRow(`${prefix}${n}`, 1, { app_id: `app-${n % 50}` }));
  await store.writer.insert("alert_history", rows);
  const later = rows.filter((_, n) => n % 3 === 0).map((row) => ({ ...row, revision: 2, action: "update" }));
  await store.writer.insert("alert_history", later);
}
