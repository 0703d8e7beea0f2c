import { type Classified, classTable, OTHER, operationKey } from "./operation-class.ts";

/** The class of an operation of the Office 365 audit. */
export function o365Class(operation: string): Classified {
  return TABLE.get(operationKey(operation)) ?? OTHER;
}

const TABLE = classTable([
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
  {
    operation_class: "consent.grant",
    names: [
      "Consent to application.",
      "Add delegated permission grant.",
      "Add OAuth2PermissionGrant.",
      "Add app role assignment to service principal.",
    ],
  },
  {
    operation_class: "consent.revoke",
    names: [
      "Remove consent to application.",
      "Revoke consent.",
      "Remove delegated permission grant.",
      "Remove OAuth2PermissionGrant.",
      "Remove app role assignment from service principal.",
      "Remove app role assignment to service principal.",
    ],
  },
  {
    operation_class: "credential.write",
    names: [
      "Update application - Certificates and secrets management",
      "Add service principal credentials.",
      "Update service principal credentials.",
      "Remove service principal credentials.",
    ],
  },
  {
    operation_class: "app.write",
    names: [
      "Add application.",
      "Update application.",
      "Delete application.",
      "Hard delete application.",
      "Add owner to application.",
      "Remove owner from application.",
      "Add service principal.",
      "Update service principal.",
      "Remove service principal.",
      "Hard delete service principal.",
      "Add owner to service principal.",
      "Remove owner from service principal.",
    ],
  },
]);
