import type { OperationRule } from "./operation-rule.ts";

/** Event names of the reports, and the API methods that the token report tells of. */
export const GOOGLE_WORKSPACE_RULES: readonly OperationRule[] = [
  { operation_class: "consent.grant", names: ["authorize", "AUTHORIZE_API_CLIENT_ACCESS"] },
  { operation_class: "consent.revoke", names: ["revoke", "REMOVE_API_CLIENT_ACCESS"] },
  { operation_class: "auth.sign_in", names: ["login_success", "login_failure"] },
  {
    operation_class: "credential.write",
    names: ["CHANGE_PASSWORD", "GENERATE_CERTIFICATE", "UPDATE_CERTIFICATE", "GENERATE_2SV_SCRATCH_CODES"],
  },
  { operation_class: "app.write", names: ["ADD_APPLICATION", "REMOVE_APPLICATION"] },
  { operation_class: "file.read", service: "drive", moves_content: true, names: ["download"] },
  { operation_class: "file.read", service: "drive", names: ["view"] },
  { operation_class: "file.search", service: "drive", names: ["search"] },
  { operation_class: "file.write", service: "drive", moves_content: true, names: ["upload"] },
  { operation_class: "file.write", service: "drive", names: ["edit", "create", "delete"] },

  {
    operation_class: "inbox_rule.write",
    pattern: "^gmail\\.users\\.settings\\.(filters|forwardingaddresses)\\.(create|delete)$",
  },
  { operation_class: "inbox_rule.write", pattern: "^gmail\\.users\\.settings\\.updateautoforwarding$" },
  { operation_class: "mail.send", pattern: "^gmail\\.users\\.(messages|drafts)\\.send$" },
  {
    operation_class: "mail.read",
    pattern: "^gmail\\.users\\.(messages|threads|messages\\.attachments|history)\\.(get|list)$",
  },
  { operation_class: "file.search", names: ["drive.files.list"] },
  { operation_class: "file.read", moves_content: true, names: ["drive.files.export", "drive.files.download"] },
  { operation_class: "file.read", names: ["drive.files.get"] },
  { operation_class: "file.write", pattern: "^drive\\.files\\.(create|update|copy|delete|insert|patch)$" },
  { operation_class: "chat.read", pattern: "^chat\\.spaces(\\.messages|\\.members)?\\.(get|list)$" },
  { operation_class: "chat.write", names: ["chat.spaces.messages.create"] },
  { operation_class: "directory.read", pattern: "^(admin\\.)?directory\\.[a-z.]+\\.(get|list)$" },
];
