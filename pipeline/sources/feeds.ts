import type { Feed } from "../core/feed.ts";
import { alsoFromSearches } from "./audit-search.ts";
import { aws_cloudtrail } from "./aws-cloudtrail.ts";
import { azure_activity } from "./azure-activity.ts";
import { entra_audit } from "./entra-audit.ts";
import { entra_sign_in } from "./entra-sign-in.ts";
import { google_workspace } from "./google-workspace.ts";
import { ms_graph_activity } from "./ms-graph-activity.ts";
import { o365_audit } from "./o365-audit.ts";
import { ocsf } from "./ocsf.ts";
import { salesforce } from "./salesforce.ts";

/** Every feed that is mapped in TypeScript, by the name that `--source` takes. */
export const FEEDS = {
  aws_cloudtrail,
  azure_activity,
  entra_audit,
  entra_sign_in,
  google_workspace,
  ms_graph_activity,
  o365_audit: alsoFromSearches(o365_audit),
  ocsf,
  salesforce,
} as const satisfies Record<string, Feed>;
