import { sqlText } from "../../../queries/define-query.ts";
import type { SignalName } from "../../../schemas/detections/signal-names.ts";

/** One query that finds signals, and which. */
export interface SignalQuery {
  readonly signals: readonly SignalName[];
  readonly sql: string;
  /** What it rests on may have been found so long after its hour. */
  readonly look_back_ms: number;
  /** What it finds holds until further notice, whatever span is looked at. */
  readonly stands: boolean;
}

/** Usage is scored again for so long. */
const RESCORED_MS = 2 * 86_400_000;

/** In this order: later ones may read what earlier ones found. */
export const SIGNAL_QUERIES: readonly SignalQuery[] = [
  query(
    "standing",
    [
      "app_is",
      "new_app",
      "sensitive_scope",
      "odd_name",
      "lookalike_domain",
      "rare_ending",
      "brand_name",
      "odd_reply_url",
      "only_reads",
    ],
    { stands: true },
  ),
  query("listed", ["listed"], { stands: true }),
  query("spike", ["spike"]),
  query("usage-acts", ["rare_act", "failures"]),
  query("odd-calls", ["ews_use", "important_mail", "instance_role_outside", "logging_off"]),
  query("deviations", ["silent_app", "dormant_return", "usage_deviation"], { look_back_ms: RESCORED_MS }),
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
  query("consent-trends", ["low_consent", "consents_revoked", "consent_surge"]),
];

function query(name: string, signals: readonly SignalName[], more: Partial<SignalQuery> = {}): SignalQuery {
  return { signals, sql: sqlText(import.meta.url, `kinds/${name}`), stands: false, look_back_ms: 0, ...more };
}
