/** What an event may be about. The landing refuses any other kind. */
export const EVENT_KINDS = [
  "api_call",
  "data_transfer",
  "sign_in",
  "consent",
  "credential_change",
  "app_change",
] as const;

export const OUTCOMES = ["ok", "error", "unknown"] as const;

/** On whose behalf a call was made: the app's own, a user's through the app, a person's, the platform's. */
export const ACTOR_TYPES = ["app_only", "delegated", "user", "system", "unknown"] as const;
