import type { RowOf } from "../../../queries/define-query.ts";
import type { exportPage } from "../../../queries/export/page.ts";
import type { ExportedAlert } from "../../../schemas/exported-alert.ts";
import { detectionNote } from "../detection-notes.ts";

export type AlertRevision = RowOf<typeof exportPage>;

/** What an alert is told about us. */
export interface Origin {
  readonly version: string;
  /** Where people reach Tidemark; without it alerts have no link. */
  readonly console_url: string | undefined;
}

export interface AlertContext {
  readonly app_name: string;
  readonly raised_ms: number;
}

export function toExportedAlert(row: AlertRevision, context: AlertContext, origin: Origin): ExportedAlert {
  const note = detectionNote(row.detection);
  const { tenant, uid, revision, detection, title, severity, score, status, app_id, source, actor, action } = row;
  return {
    schema_version: "1",
    vendor: "Tidemark",
    product: "Tidemark",
    product_version: origin.version,
    detection_source: "App Governance",
    change: changeOf(row),
    test: false,
    ...{ uid, revision, tenant, detection },
    detection_name: note.name,
    reference: row.reference || null,
    ...{ title, severity, score, status },
    classification: row.classification || null,
    determination: row.determination || null,
    comment: row.comment || null,
    app_id,
    app_name: context.app_name,
    source,
    techniques: [...note.techniques],
    recommended_actions: [...note.actions],
    first_activity_at: iso(row.first_activity_ms),
    last_activity_at: iso(row.last_activity_ms),
    raised_at: iso(context.raised_ms),
    recorded_at: iso(row.recorded_ms),
    ...{ actor, action },
    url: linkOf(uid, origin),
    evidence: parsedEvidence(row.evidence),
  };
}

function changeOf({ revision, status }: AlertRevision): ExportedAlert["change"] {
  if (revision === 1) return "create";
  return status === "resolved" ? "close" : "update";
}

function linkOf(uid: string, { console_url }: Origin): string | null {
  return console_url === undefined ? null : `${console_url}/v1/alerts/${encodeURIComponent(uid)}`;
}

/** Evidence is JSON by contract; text that is not is still better sent than lost. */
function parsedEvidence(text: string): unknown {
  try {
    return JSON.parse(text, text.includes("\\u") ? wellFormed : undefined);
  } catch {
    return text;
  }
}

/** Half a character, which only an escape can make, is refused by receivers that read JSON strictly. */
function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === "string" ? value.replace(/\p{Surrogate}/gu, "\uFFFD") : value;
}

function iso(at_ms: number): string {
  return new Date(at_ms).toISOString();
}
