import type { ExportedAlert } from "../../../schemas/exported-alert.ts";
import type { AlertFormat } from "./alert-format.ts";
import { contributorsOf, strongestWindow, windowsOf } from "./evidence.ts";
import { jsonLine, lineText } from "./line-text.ts";
import { severityOf } from "./severity.ts";

const TAB = "\t";

/**
 * QRadar's Log Event Extended Format 2.0, separated by tabs. It has no escapes: what would end a field is replaced, and
 * a name that had to be changed comes a second time, whole, as JSON.
 */
export const leef: AlertFormat = {
  render: (alert) => {
    const head = [alert.vendor, alert.product, alert.product_version, alert.detection].map(header);
    const attributes = Object.entries(attributesOf(alert))
      .filter(([, value]) => value !== undefined && value !== null && value !== "")
      .map(([key, value]) => `${key}=${lineText(String(value))}`);
    return `LEEF:2.0|${head.join("|")}|x09|${attributes.join(TAB)}`;
  },
};

function attributesOf(alert: ExportedAlert): Readonly<Record<string, string | number | null | undefined>> {
  const windows = windowsOf(alert);
  const main = strongestWindow(windows);
  return {
    cat: alert.detection_source,
    devTime: alert.recorded_at,
    devTimeFormat: "yyyy-MM-dd'T'HH:mm:ss.SSSX",
    sev: severityOf(alert.severity).ten,
    usrName: contributorsOf(windows, "user_id")[0],
    src: contributorsOf(windows, "ip")[0],
    resource: alert.app_name,
    url: alert.url,
    policy: alert.detection_name,
    alertUid: alert.uid,
    alertRevision: alert.revision,
    change: alert.change,
    status: alert.status,
    msg: alert.title,
    appId: alert.app_id,
    ...(lineText(alert.app_name) === alert.app_name ? {} : { appNameJson: jsonLine(alert.app_name) }),
    tenant: alert.tenant,
    feed: alert.source,
    techniques: alert.techniques.map(({ id }) => id).join(","),
    score: alert.score,
    metric: main?.metric,
    observed: main?.observed,
    expected: main?.expected,
    firstActivity: alert.first_activity_at,
    lastActivity: alert.last_activity_at,
    test: alert.test ? "true" : undefined,
  };
}

function header(text: string): string {
  return lineText(text).replaceAll("|", "/");
}
