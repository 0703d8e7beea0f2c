import type { PermissionKey } from "./graph-calls.ts";
import type { KnownPermission, PermissionList } from "./known-permissions.ts";

/**
 * Calls of Graph that stand for a class of operations where a feed names no method and path, and the permissions of
 * other protocols by which the same is done.
 */
const CLASSES: Readonly<Record<string, { readonly calls: readonly string[]; readonly others: readonly string[] }>> = {
  "mail.read": both("GET", "messages/{id}", ["full_access_as_app", "EWS.AccessAsUser.All", "IMAP.AccessAsUser.All"]),
  "mail.search": both("GET", "messages", ["full_access_as_app", "EWS.AccessAsUser.All"]),
  "mail.send": both("POST", "sendMail", ["full_access_as_app", "EWS.AccessAsUser.All", "SMTP.Send"]),
  "inbox_rule.write": both("POST", "mailFolders/{id}/messageRules", ["full_access_as_app", "EWS.AccessAsUser.All"]),
  "file.read": { calls: ["GET /drives/{id}/items/{id}/content"], others: ["AllSites.Read", "MyFiles.Read"] },
  "file.search": { calls: ["GET /drives/{id}/root/search()"], others: ["AllSites.Read", "MyFiles.Read"] },
  "file.write": { calls: ["PUT /drives/{id}/items/{id}/content"], others: ["AllSites.Write", "MyFiles.Write"] },
  "chat.read": { calls: ["GET /chats/{id}/messages"], others: [] },
  "chat.write": { calls: ["POST /chats/{id}/messages"], others: [] },
};

function both(method: string, path: string, others: readonly string[]) {
  return { calls: [`${method} /me/${path}`, `${method} /users/{id}/${path}`], others };
}

/** Feeds whose classes are acts within Microsoft 365. */
const MICROSOFT_FEEDS: ReadonlySet<string> = new Set(["o365_audit", "tidemark"]);

/** Numbers of permissions. */
export interface CallPermissions {
  readonly permissions: readonly number[];
  /** Those that Microsoft calls the least privileged ones for the call. */
  readonly least: readonly number[];
}

/** The permissions that allow a call as seen_days names it. */
export function callPermissions(list: PermissionList): (call: string) => CallPermissions {
  return (call) => {
    if (!call.includes(" /")) return { permissions: classPermissions(list, call), least: [] };
    const { all, least } = list.graph.allowing(call);
    return { permissions: numbersOf(list, all), least: numbersOf(list, least) };
  };
}

function classPermissions(list: PermissionList, call: string): readonly number[] {
  const [feed = "", service = "", operation_class = ""] = call.split(" ");
  if (feed === "google_workspace")
    return placesOf(list, (known) => known.api === "google" && known.resource === service);
  const meant = CLASSES[operation_class];
  if (!MICROSOFT_FEEDS.has(feed) || meant === undefined) return [];
  const others = placesOf(list, ({ api, permission }) => api !== "graph" && meant.others.includes(permission));
  return [...new Set([...meant.calls.flatMap((each) => numbersOf(list, list.graph.allowing(each).all)), ...others])];
}

function numbersOf({ numberOf }: PermissionList, keys: Iterable<PermissionKey>): readonly number[] {
  return [...keys].flatMap((key) => numberOf(key) ?? []);
}

function placesOf({ permissions }: PermissionList, fits: (known: KnownPermission) => boolean): readonly number[] {
  return permissions.filter(fits).map(({ number }) => number);
}
