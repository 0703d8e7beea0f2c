/** The kinds of signal: facts about an app at a time. */
export const SIGNAL_NAMES = [
  "app_is",
  "new_app",
  "sensitive_scope",
  "odd_name",
  "lookalike_domain",
  "rare_ending",
  "spike",
  "first_user_agent",
  "first_country",
  "first_asn",
  "first_network",
  "first_service",
  "first_operation_class",
  "consent_given",
  "consent_rejected",
  "consent_revoked",
  "credential_change",
  "permission_granted",
  "activity",
  "permission_requested",
  "rights_changed",
] as const;

export type SignalName = (typeof SIGNAL_NAMES)[number];
