import { DIRECTORY_AUDIT_RULES } from "./entra-audit.ts";
import type { OperationRule } from "./operation-rule.ts";

/** Operations of the Office 365 audit. Those of its Entra workload are the directory audit's, with a final dot. */
export const O365_AUDIT_RULES: readonly OperationRule[] = [
  { operation_class: "mail.read", names: ["MailItemsAccessed"] },
  { operation_class: "mail.search", names: ["SearchQueryInitiatedExchange"] },
  { operation_class: "mail.send", names: ["Send", "SendAs", "SendOnBehalf"] },
  {
    operation_class: "inbox_rule.write",
    names: ["New-InboxRule", "Set-InboxRule", "Remove-InboxRule", "UpdateInboxRules"],
  },
  { operation_class: "file.read", moves_content: true, names: ["FileDownloaded", "FileSyncDownloadedFull"] },
  { operation_class: "file.read", names: ["FileAccessed"] },
  { operation_class: "file.write", moves_content: true, names: ["FileUploaded"] },
  { operation_class: "file.write", names: ["FileModified"] },
  { operation_class: "file.search", names: ["SearchQueryPerformed", "SearchQueryInitiatedSharePoint"] },
  { operation_class: "chat.read", names: ["MessagesListed", "MessageRead", "ChatRetrieved"] },
  { operation_class: "chat.write", names: ["MessageSent"] },
  { operation_class: "auth.sign_in", names: ["UserLoggedIn", "UserLoginFailed"] },
  ...DIRECTORY_AUDIT_RULES,
];
