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
}

const KB = 1024;

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
