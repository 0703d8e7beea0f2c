import { COMMON_SOURCE } from "../core/feed.ts";

/** The names that a source can have, without the mappers behind them: whoever only checks a name loads nothing. */
export const FEED_NAMES = [
  COMMON_SOURCE,
  "aws_cloudtrail",
  "azure_activity",
  "entra_audit",
  "entra_sign_in",
  "google_workspace",
  "ms_graph_activity",
  "o365_audit",
  "ocsf",
  "salesforce",
] as const;
