import type { EventKind } from "../../schemas/common-event.ts";

/** One thing an app can do. `moves` says which way content goes; without content there are no bytes to report. */
export interface Operation {
  readonly operation: string;
  readonly operation_class: string;
  readonly kind: EventKind;
  readonly service: string;
  readonly method?: string;
  readonly moves: "read" | "written" | "nothing";
  readonly median_bytes: number;
  readonly median_ms: number;
  /** How the id of the touched object begins; without it the call names no object. */
  readonly resource_prefix?: string;
  readonly permission?: string;
  /** What the feed reports of a call that went well, where that is not HTTP's code of the method. */
  readonly ok_status?: number | null;
  /** What the feed says besides. */
  readonly details?: Readonly<Record<string, string>>;
}

const KB = 1024;
/** A permission of Exchange Online, not of Microsoft Graph. */
export const EWS_PERMISSION = "full_access_as_app";
/** How Microsoft's own library for Exchange Web Services introduces itself. */
export const EWS_AGENT = "ExchangeServicesClient/15.00.0913.015";

/** Paths as Microsoft Graph spells them, ids templated out. Sizes and times are round figures of the right order. */
export const OPERATIONS = {
  mail_list: read("mail.read", "exchange", "GET /users/{id}/messages", 40 * KB, "AAMk", "Mail.Read"),
  mail_get: read("mail.read", "exchange", "GET /users/{id}/messages/{id}", 24 * KB, "AAMk", "Mail.Read"),
  mail_attachment: read(
    "mail.read",
    "exchange",
    "GET /users/{id}/messages/{id}/attachments",
    180 * KB,
    "AAMk",
    "Mail.Read",
  ),
  mail_search: look("mail.search", "exchange", "GET /users/{id}/messages?$search", "Mail.Read"),
  mail_send: write("mail.send", "exchange", "POST /users/{id}/sendMail", 18 * KB, "AAMk", "Mail.Send"),
  onedrive_get: download("onedrive", "GET /drives/{id}/items/{id}/content", 240 * KB),
  onedrive_put: upload("onedrive", "PUT /drives/{id}/items/{id}/content", 160 * KB),
  onedrive_search: look("file.search", "onedrive", "GET /drives/{id}/root/search", "Files.Read.All"),
  sharepoint_get: download("sharepoint", "GET /sites/{id}/drive/items/{id}/content", 300 * KB),
  sharepoint_put: upload("sharepoint", "PUT /sites/{id}/drive/items/{id}/content", 200 * KB),
  sharepoint_search: look("file.search", "sharepoint", "GET /sites/{id}/drive/root/search", "Sites.Read.All"),
  chat_list: read("chat.read", "teams", "GET /chats/{id}/messages", 5 * KB, "19:", "Chat.Read"),
  chat_send: write("chat.write", "teams", "POST /chats/{id}/messages", KB, "19:", "Chat.ReadWrite"),
  users_list: look("directory.read", "directory", "GET /users", "User.Read.All"),
  user_get: look("directory.read", "directory", "GET /users/{id}", "User.Read.All"),
  members_list: look("directory.read", "directory", "GET /groups/{id}/members", "Group.Read.All"),
  sign_in: administrative("sign_in", "auth.sign_in", "Sign-in activity"),
  consent: administrative("consent", "consent.grant", "Consent to application"),
  credential: administrative(
    "credential_change",
    "credential.write",
    "Update application – Certificates and secrets management",
  ),
  consent_revoke: administrative("consent", "consent.revoke", "Remove delegated permission grant"),

  mail_folders: look("mail.read", "exchange", "GET /users/{id}/mailFolders", "Mail.Read"),
  mail_folder_messages: read(
    "mail.read",
    "exchange",
    "GET /users/{id}/mailFolders/{id}/messages",
    36 * KB,
    "AAMk",
    "Mail.Read",
  ),
  mail_get_important: {
    ...read("mail.read", "exchange", "GET /users/{id}/messages/{id}", 30 * KB, "AAMk", "Mail.Read"),
    details: { importance: "high" },
  },
  mail_reply: write("mail.send", "exchange", "POST /users/{id}/messages/{id}/reply", 6 * KB, "AAMk", "Mail.Send"),
  mail_forward: write("mail.send", "exchange", "POST /users/{id}/messages/{id}/forward", 6 * KB, "AAMk", "Mail.Send"),
  inbox_rule: change("inbox_rule.write", "exchange", "POST /users/{id}/mailFolders/inbox/messageRules"),
  mailbox_settings: look("other", "exchange", "GET /users/{id}/mailboxSettings", "MailboxSettings.ReadWrite"),
  drive_of_user: enumerate("file.read", "onedrive", "GET /users/{id}/drive", "b!", "Files.Read.All"),
  drive_children: enumerate("file.read", "onedrive", "GET /drives/{id}/root/children", "b!", "Files.Read.All"),
  groups_list: look("directory.read", "directory", "GET /groups", "Group.Read.All"),
  group_members: enumerate("directory.read", "directory", "GET /groups/{id}/members", "g-", "Group.Read.All"),
  user_memberships: enumerate("directory.read", "directory", "GET /users/{id}/memberOf", "u-", "Directory.Read.All"),
  roles_list: look("directory.read", "directory", "GET /directoryRoles", "RoleManagement.Read.Directory"),
  principals_list: look("directory.read", "directory", "GET /servicePrincipals", "Application.Read.All"),
  channel_messages: read(
    "chat.read",
    "teams",
    "GET /teams/{id}/channels/{id}/messages",
    7 * KB,
    "19:",
    "ChannelMessage.Read.All",
  ),
  channel_send: write(
    "chat.write",
    "teams",
    "POST /teams/{id}/channels/{id}/messages",
    KB,
    "19:",
    "ChannelMessage.Send",
  ),

  ews_items: audited("mail.read", "MailItemsAccessed"),
  ews_search: audited("mail.search", "SearchQueryInitiatedExchange"),
  ews_send: audited("mail.send", "Send"),
  ews_rules: audited("inbox_rule.write", "UpdateInboxRules"),
  ews_move: audited("other", "Move"),
  ews_delete: audited("other", "MoveToDeletedItems"),
  ews_folder: audited("other", "FolderBind"),

  vault_secret: managed("secret.read", "microsoft.keyvault", "SecretGet", "https://vault-"),
  vm_create: managed(
    "compute.create",
    "microsoft.compute",
    "Microsoft.Compute/virtualMachines/write",
    "/subscriptions/virtualmachines/",
  ),
  groups_read: managed(
    "other",
    "microsoft.resources",
    "Microsoft.Resources/subscriptions/resourceGroups/read",
    "/subscriptions/resourcegroups/",
  ),
  storage_keys: managed(
    "secret.read",
    "microsoft.storage",
    "Microsoft.Storage/storageAccounts/listKeys/action",
    "/subscriptions/storageaccounts/",
  ),
} as const satisfies Record<string, Operation>;

function read(
  operation_class: string,
  service: string,
  operation: string,
  median_bytes: number,
  resource_prefix: string,
  permission: string,
): Operation {
  const base = { operation, operation_class, service, resource_prefix, permission } as const;
  return { ...base, kind: "api_call", method: "GET", moves: "read", median_bytes, median_ms: 140 };
}

function write(
  operation_class: string,
  service: string,
  operation: string,
  median_bytes: number,
  resource_prefix: string,
  permission: string,
): Operation {
  const base = { operation, operation_class, service, resource_prefix, permission } as const;
  return { ...base, kind: "api_call", method: "POST", moves: "written", median_bytes, median_ms: 260 };
}

function download(service: string, operation: string, median_bytes: number): Operation {
  const base = read("file.read", service, operation, median_bytes, "01", "Files.Read.All");
  return { ...base, kind: "data_transfer", median_ms: 350 };
}

function upload(service: string, operation: string, median_bytes: number): Operation {
  const base = write("file.write", service, operation, median_bytes, "01", "Files.ReadWrite.All");
  return { ...base, kind: "data_transfer", method: "PUT", median_ms: 600 };
}

function look(operation_class: string, service: string, operation: string, permission: string): Operation {
  const base = { operation, operation_class, service, permission } as const;
  return { ...base, kind: "api_call", method: "GET", moves: "nothing", median_bytes: 0, median_ms: 90 };
}

function administrative(kind: EventKind, operation_class: string, operation: string): Operation {
  return { operation, operation_class, kind, service: "directory", moves: "nothing", median_bytes: 0, median_ms: 60 };
}

/** A look at one object after another; content does not move. */
function enumerate(
  operation_class: string,
  service: string,
  operation: string,
  resource_prefix: string,
  permission: string,
): Operation {
  return { ...look(operation_class, service, operation, permission), resource_prefix };
}

function change(operation_class: string, service: string, operation: string): Operation {
  const base = { operation, operation_class, service, permission: "MailboxSettings.ReadWrite" } as const;
  return { ...base, kind: "api_call", method: "POST", moves: "nothing", median_bytes: 0, median_ms: 210 };
}

/** What apps do through Exchange Web Services, as the Office 365 audit tells it: no sizes, no codes. */
function audited(operation_class: string, operation: string): Operation {
  const base = { operation, operation_class, service: "exchange", permission: EWS_PERMISSION } as const;
  const details = { client_info: "Client=WebServices;" };
  return { ...base, kind: "api_call", moves: "nothing", median_bytes: 0, median_ms: 120, ok_status: null, details };
}

/** Azure Resource Manager and Key Vault. */
function managed(operation_class: string, service: string, operation: string, resource_prefix: string): Operation {
  const base = { operation, operation_class, service, resource_prefix } as const;
  return { ...base, kind: "api_call", moves: "nothing", median_bytes: 0, median_ms: 300, ok_status: 200 };
}
