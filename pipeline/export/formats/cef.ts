import { isIPv4, isIPv6 } from "node:net";
import type { ExportedAlert } from "../../../schemas/exported-alert.ts";
import type { AlertFormat } from "./alert-format.ts";
import { contributorsOf, strongestWindow, windowsOf } from "./evidence.ts";
import { lineText } from "./line-text.ts";
import { severityOf } from "./severity.ts";

/** ArcSight's Common Event Format, version 0. */
export const cef: AlertFormat = {
  render: (alert) => {
    const { vendor, product, product_version, detection, title, severity } = alert;
    const head = [vendor, product, product_version, detection, title, String(severityOf(severity).ten)].map(header);
    return `CEF:0|${head.join("|")}|${extensionOf(alert)}`;
  },
};

function extensionOf(alert: ExportedAlert): string {
  return Object.entries(fieldsOf(alert))
    .filter(([, value]) => value !== undefined && value !== null && value !== "")
    .map(([key, value]) => `${key}=${extension(String(value))}`)
    .join(" ");
}

/** Keys are those of the CEF dictionary; what it has no name for stands in the custom fields, with its label. */
function fieldsOf(alert: ExportedAlert): Readonly<Record<string, string | number | null | undefined>> {
  const windows = windowsOf(alert);
  const main = strongestWindow(windows);
  const ips = contributorsOf(windows, "ip");
  return {
    rt: Date.parse(alert.recorded_at),
    start: Date.parse(alert.first_activity_at),
    end: Date.parse(alert.last_activity_at),
    externalId: alert.uid,
    cat: alert.detection_source,
    act: alert.change,
    outcome: alert.status,
    msg: alert.title,
    suser: contributorsOf(windows, "user_id")[0],
    src: ips.find(isIPv4),
    ...labelled("c6a2", "sourceIpv6", ips.find(isIPv6)),
    request: alert.url,
    reason: alert.detection_name,
    ...labelled("cs1", "appId", alert.app_id),
    ...labelled("cs2", "appName", alert.app_name),
    ...labelled("cs3", "tenant", alert.tenant),
    ...labelled("cs4", "techniques", alert.techniques.map(({ id }) => id).join(",")),
    ...labelled("cs5", "feed", alert.source),
    ...labelled("cs6", "metric", main?.metric),
    ...labelled("cn1", "revision", alert.revision),
    ...labelled("cfp1", "score", alert.score),
    ...labelled("cfp2", "observed", main?.observed),
    ...labelled("cfp3", "expected", main?.expected),
    ...(alert.test ? { tidemarkTest: "true" } : {}),
  };
}

function labelled(key: string, label: string, value: string | number | null | undefined) {
  if (value === undefined || value === null || value === "") return {};
  return { [key]: value, [`${key}Label`]: label };
}

/** A header has no way to write a line end. */
function header(text: string): string {
  return lineText(text.replaceAll("\\", "\\\\").replaceAll("|", "\\|"));
}

function extension(text: string): string {
  return lineText(text.replaceAll("\\", "\\\\").replaceAll("=", "\\="), { "\n": "\\n", "\r": "\\r" });
}
