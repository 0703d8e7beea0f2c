import { AWS_CLOUDTRAIL_RULES } from "./aws-cloudtrail.ts";
import { AZURE_ACTIVITY_RULES } from "./azure-activity.ts";
import { GOOGLE_WORKSPACE_RULES } from "./google-workspace.ts";
import { O365_AUDIT_RULES } from "./o365-audit.ts";
import type { OperationRule } from "./operation-rule.ts";

/** OCSF events: what their class and activity say, and the operations of the feeds they were made from. */
export const OCSF_RULES: readonly OperationRule[] = [
  { operation_class: "auth.sign_in", names: ["Authentication: Logon"] },
  { operation_class: "file.write", moves_content: true, names: ["File Hosting Activity: Upload"] },
  { operation_class: "file.read", moves_content: true, names: ["File Hosting Activity: Download"] },
  { operation_class: "file.read", names: ["File Hosting Activity: Open", "File Hosting Activity: Preview"] },
  {
    operation_class: "file.write",
    names: ["File Hosting Activity: Update", "File Hosting Activity: Delete", "File Hosting Activity: Copy"],
  },
  {
    operation_class: "record.read",
    names: ["Datastore Activity: Read", "Datastore Activity: Query", "Datastore Activity: List"],
  },
  {
    operation_class: "record.write",
    names: [
      "Datastore Activity: Update",
      "Datastore Activity: Write",
      "Datastore Activity: Create",
      "Datastore Activity: Delete",
    ],
  },
  ...AZURE_ACTIVITY_RULES,
  ...AWS_CLOUDTRAIL_RULES,
  ...O365_AUDIT_RULES,
  ...GOOGLE_WORKSPACE_RULES,
];
