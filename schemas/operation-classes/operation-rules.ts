import { AWS_CLOUDTRAIL_RULES } from "./aws-cloudtrail.ts";
import { AZURE_ACTIVITY_RULES } from "./azure-activity.ts";
import { DIRECTORY_AUDIT_RULES } from "./entra-audit.ts";
import { ENTRA_SIGN_IN_RULES } from "./entra-sign-in.ts";
import { GOOGLE_WORKSPACE_RULES } from "./google-workspace.ts";
import { MS_GRAPH_ACTIVITY_RULES } from "./ms-graph-activity.ts";
import { O365_AUDIT_RULES } from "./o365-audit.ts";
import { OCSF_RULES } from "./ocsf.ts";
import type { OperationRule } from "./operation-rule.ts";
import { SALESFORCE_RULES } from "./salesforce.ts";

/** From an operation to its class: the one table, by feed, for TypeScript and SQL alike. */
export const OPERATION_RULES = {
  aws_cloudtrail: AWS_CLOUDTRAIL_RULES,
  azure_activity: AZURE_ACTIVITY_RULES,
  entra_audit: DIRECTORY_AUDIT_RULES,
  entra_sign_in: ENTRA_SIGN_IN_RULES,
  google_workspace: GOOGLE_WORKSPACE_RULES,
  ms_graph_activity: MS_GRAPH_ACTIVITY_RULES,
  o365_audit: O365_AUDIT_RULES,
  ocsf: OCSF_RULES,
  salesforce: SALESFORCE_RULES,
} as const satisfies Record<string, readonly OperationRule[]>;
