import { isIP } from "node:net";
import type { ExportedAlert } from "../../../schemas/exported-alert.ts";
import type { AlertFormat } from "./alert-format.ts";
import { contributorsOf, type EvidenceWindow, windowsOf } from "./evidence.ts";
import { jsonLine } from "./line-text.ts";
import { severityOf } from "./severity.ts";

const OCSF_VERSION = "1.8.0";
const CLASS_UID = 2004;
const ACTIVITIES = {
  create: { activity_id: 1, activity_name: "Create" },
  update: { activity_id: 2, activity_name: "Update" },
  close: { activity_id: 3, activity_name: "Close" },
} as const;
const STATUSES: Readonly<Record<string, number>> = { new: 1, in_progress: 2, resolved: 4 };
const OTHER = 99;
const STATISTICAL = 3;
/** Which of OCSF's words an amount of ours comes under. */
const OBSERVATION_TYPES: Readonly<Record<string, string>> = {
  events: "Frequency",
  calls: "Frequency",
  errors: "Frequency",
  bytes_read: "Volume Analysis",
  bytes_written: "Volume Analysis",
};
const OBSERVABLE = { ip: 2, user: 4, resource: 10 } as const;
const MS_A_SECOND = 1_000;

/** OCSF 1.8, class Detection Finding. */
export const ocsf: AlertFormat = { render: (alert) => jsonLine(findingOf(alert)) };

function findingOf(alert: ExportedAlert): unknown {
  const windows = windowsOf(alert);
  const activity = ACTIVITIES[alert.change];
  return {
    ...activity,
    category_uid: 2,
    category_name: "Findings",
    class_uid: CLASS_UID,
    class_name: "Detection Finding",
    type_uid: CLASS_UID * 100 + activity.activity_id,
    time: Date.parse(alert.raised_at),
    start_time: Date.parse(alert.first_activity_at),
    end_time: Date.parse(alert.last_activity_at),
    severity_id: severityOf(alert.severity).ocsf,
    severity: alert.severity,
    status_id: STATUSES[alert.status] ?? OTHER,
    status: alert.status,
    message: alert.title,
    is_alert: true,
    risk_score: Math.round(alert.score),
    metadata: metadataOf(alert),
    finding_info: findingInfoOf(alert),
    ...(windows.length === 0 ? {} : { anomaly_analyses: windows.map((window) => analysisOf(alert, window)) }),
    evidences: evidencesOf(alert, windows),
    resources: [subjectOf(alert)],
    observables: observablesOf(alert, windows),
    ...(alert.recommended_actions.length === 0 ? {} : { remediation: { desc: alert.recommended_actions.join(" ") } }),
    ...(alert.comment === null ? {} : { comment: alert.comment }),
    unmapped: {
      revision: alert.revision,
      classification: alert.classification,
      determination: alert.determination,
      reference: alert.reference,
      feed: alert.source,
      actor: alert.actor,
      action: alert.action,
      test: alert.test,
    },
  };
}

/** What the alert is about: an app, or a feed as a whole. */
function subjectOf({ app_id, app_name, source }: ExportedAlert) {
  return app_id === ""
    ? { uid: source, name: source, type: "Log feed" }
    : { uid: app_id, name: app_name, type: "OAuth application" };
}

function metadataOf(alert: ExportedAlert) {
  return {
    version: OCSF_VERSION,
    product: {
      name: alert.product,
      vendor_name: alert.vendor,
      version: alert.product_version,
      feature: { name: alert.detection_source },
    },
    uid: `${alert.uid}.${alert.revision}`,
    correlation_uid: alert.uid,
    tenant_uid: alert.tenant,
    event_code: alert.detection,
    logged_time: Date.parse(alert.recorded_at),
    ...(alert.test ? { labels: ["test"] } : {}),
  };
}

function findingInfoOf(alert: ExportedAlert) {
  const attacks = alert.techniques.map(({ id, name, tactic_id, tactic }) => ({
    tactic: { uid: tactic_id, name: tactic },
    technique: { uid: id, name },
  }));
  return {
    uid: alert.uid,
    title: alert.title,
    desc: alert.detection_name,
    types: [alert.detection_source],
    analytic: { type_id: STATISTICAL, type: "Statistical", uid: alert.detection, name: alert.detection_name },
    created_time: Date.parse(alert.raised_at),
    modified_time: Date.parse(alert.recorded_at),
    first_seen_time: Date.parse(alert.first_activity_at),
    last_seen_time: Date.parse(alert.last_activity_at),
    data_sources: [alert.source],
    ...(attacks.length === 0 ? {} : { attacks }),
    ...(alert.url === null ? {} : { src_url: alert.url }),
  };
}

/** What was seen beside what was expected: OCSF's own place for it. */
function analysisOf(alert: ExportedAlert, window: EvidenceWindow): unknown {
  const subject = subjectOf(alert);
  const start_time = Date.parse(window.at);
  const timespan = { start_time, end_time: start_time + window.window_s * MS_A_SECOND, duration_secs: window.window_s };
  const kind = {
    observation_parameter: window.metric,
    observation_type: OBSERVATION_TYPES[window.metric] ?? "Behavioral",
  };
  const range = window.low === null && window.high === null ? {} : { observed_pattern: rangeOf(window) };
  const expected = { observations: [{ value: textOf(window.expected), timespan }], ...range };
  return {
    analysis_targets: [{ name: subject.name || subject.uid, type: subject.type }],
    anomalies: [{ ...kind, observations: [{ value: textOf(window.observed), timespan }] }],
    baselines: [{ ...kind, ...expected }],
  };
}

function rangeOf({ low, high }: EvidenceWindow): string {
  return `${textOf(low)} to ${textOf(high)}`;
}

function textOf(amount: number | null): string {
  return amount === null ? "unknown" : String(amount);
}

/** The app with where its rows are, then each user, address and operation that made the difference. */
function evidencesOf(alert: ExportedAlert, windows: readonly EvidenceWindow[]): readonly unknown[] {
  const app = alert.app_id === "" ? {} : { app_uid: alert.app_id, app_name: alert.app_name };
  const users = contributorsOf(windows, "user_id").map((uid) => ({ actor: { ...app, user: { uid } } }));
  const ips = addressesOf(windows).map((ip) => ({ src_endpoint: { ip } }));
  const operations = contributorsOf(windows, "operation").map((operation) => ({ api: { operation } }));
  const actor = alert.app_id === "" ? {} : { actor: app };
  return [{ name: "evidence", ...actor, data: alert.evidence ?? null }, ...users, ...ips, ...operations];
}

function observablesOf(alert: ExportedAlert, windows: readonly EvidenceWindow[]): readonly unknown[] {
  const users = contributorsOf(windows, "user_id").map((value) => ({
    name: "evidences.actor.user.uid",
    type_id: OBSERVABLE.user,
    value,
  }));
  const ips = addressesOf(windows).map((value) => ({
    name: "evidences.src_endpoint.ip",
    type_id: OBSERVABLE.ip,
    value,
  }));
  return [{ name: "resources.uid", type_id: OBSERVABLE.resource, value: subjectOf(alert).uid }, ...users, ...ips];
}

function addressesOf(windows: readonly EvidenceWindow[]): readonly string[] {
  return contributorsOf(windows, "ip").filter((ip) => isIP(ip) !== 0);
}
