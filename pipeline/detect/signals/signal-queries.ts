import { sqlText } from "../../../queries/define-query.ts";
import type { SignalName } from "../../../schemas/detections/signal-names.ts";

/** One query that finds signals, and which. */
export interface SignalQuery {
  readonly signals: readonly SignalName[];
  readonly sql: string;
  /** What it finds holds until further notice, whatever span is looked at. */
  readonly stands: boolean;
}

/** In this order: later ones may read what earlier ones found. */
export const SIGNAL_QUERIES: readonly SignalQuery[] = [
  query("standing", ["app_is", "new_app", "sensitive_scope", "odd_name", "lookalike_domain", "rare_ending"], true),
  query("spike", ["spike"]),
  query("first-seen", [
    "first_user_agent",
    "first_country",
    "first_asn",
    "first_network",
    "first_service",
    "first_operation_class",
  ]),
  query("changes", [
    "consent_given",
    "consent_rejected",
    "consent_revoked",
    "credential_change",
    "permission_granted",
    "permission_requested",
    "rights_changed",
  ]),
];

function query(name: string, signals: readonly SignalName[], stands = false): SignalQuery {
  return { signals, sql: sqlText(import.meta.url, `kinds/${name}`), stands };
}
