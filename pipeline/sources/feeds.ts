import type { Feed } from "../core/feed.ts";
import { aws_cloudtrail } from "./aws/aws-cloudtrail.ts";
import { azure_activity } from "./azure/azure-activity.ts";
import { entra_audit } from "./entra/entra-audit.ts";
import { entra_sign_in } from "./entra/entra-sign-in.ts";
import { alsoFromBigQuery } from "./google/bigquery-row.ts";
import { google_workspace } from "./google/google-workspace.ts";
import { ms_graph_activity } from "./graph/ms-graph-activity.ts";
import { alsoFromSearches } from "./o365/audit-search.ts";
import { o365_audit } from "./o365/o365-audit.ts";
import { ocsf } from "./ocsf/ocsf.ts";
import { salesforce } from "./salesforce/salesforce.ts";

/** Every feed that is mapped in TypeScript, by the name that `--source` takes. */
export const FEEDS = {
  aws_cloudtrail,
  azure_activity,
  entra_audit,
  entra_sign_in,
  google_workspace: alsoFromBigQuery(google_workspace),
  ms_graph_activity,
  o365_audit: alsoFromSearches(o365_audit),
  ocsf,
  salesforce,
} as const satisfies Record<string, Feed>;
