import { isIP } from "node:net";
import type { ExportedAlert } from "../../../schemas/exported-alert.ts";
import type { AlertFormat } from "./alert-format.ts";
import { contributorsOf, windowsOf } from "./evidence.ts";
import { jsonLine } from "./line-text.ts";
import { severityOf } from "./severity.ts";

const ECS_VERSION = "9.4.0";
const NS_A_MS = 1_000_000;

/** Elastic Common Schema 9; what it has no field for stands under `tidemark`. */
export const ecs: AlertFormat = { render: (alert) => jsonLine(documentOf(alert)) };

function documentOf(alert: ExportedAlert): unknown {
  const windows = windowsOf(alert);
  const ips = contributorsOf(windows, "ip").filter((ip) => isIP(ip) !== 0);
  const users = contributorsOf(windows, "user_id");
  const [user] = users;
  const [ip] = ips;
  return {
    "@timestamp": alert.recorded_at,
    ecs: { version: ECS_VERSION },
    message: alert.title,
    event: eventOf(alert),
    observer: { vendor: alert.vendor, product: alert.product, version: alert.product_version },
    rule: { id: alert.detection, name: alert.detection_name, category: alert.detection_source },
    organization: { id: alert.tenant },
    ...threatOf(alert),
    ...(user === undefined ? {} : { user: { id: user } }),
    ...(ip === undefined ? {} : { source: { ip } }),
    ...(ips.length + users.length === 0 ? {} : { related: { ip: ips, user: users } }),
    tags: alert.test ? ["tidemark", "test"] : ["tidemark"],
    tidemark: { alert },
  };
}

function eventOf(alert: ExportedAlert) {
  const start_ms = Date.parse(alert.first_activity_at);
  return {
    kind: "alert",
    category: ["intrusion_detection"],
    type: ["info"],
    module: "tidemark",
    dataset: "tidemark.alerts",
    provider: alert.detection_source,
    id: alert.uid,
    sequence: alert.revision,
    action: `alert-${alert.change}`,
    reason: alert.title,
    created: alert.recorded_at,
    start: alert.first_activity_at,
    end: alert.last_activity_at,
    duration: Math.max(0, Date.parse(alert.last_activity_at) - start_ms) * NS_A_MS,
    severity: severityOf(alert.severity).ecs,
    risk_score: alert.score,
    ...(alert.url === null ? {} : { url: alert.url }),
  };
}

function threatOf({ techniques }: ExportedAlert) {
  if (techniques.length === 0) return {};
  return {
    threat: {
      framework: "MITRE ATT&CK",
      tactic: { id: techniques.map(({ tactic_id }) => tactic_id), name: techniques.map(({ tactic }) => tactic) },
      technique: { id: techniques.map(({ id }) => id), name: techniques.map(({ name }) => name) },
    },
  };
}
