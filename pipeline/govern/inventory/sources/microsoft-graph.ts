import { type ForeignObject, isForeignObject, textIn } from "../foreign-object.ts";
import { type InventoryMapped, type InventoryMapper, type PageNotes, refused } from "../inventory-mapper.ts";
import { APP_PARTS, mapApplication, mapServicePrincipal } from "./graph-app.ts";
import { mapDirectoryRole, mapUser } from "./graph-directory.ts";
import { mapAppRoleAssignment, mapPermissionGrant } from "./graph-grants.ts";
import { GRAPH_LISTS, type GraphList } from "./graph-lists.ts";

/** List responses of Microsoft Graph: the page's `@odata.context` says what they hold, else the records' own fields. */
export const microsoft_graph: InventoryMapper = {
  source: "microsoft_graph",
  map: (record, page) => {
    if (!isForeignObject(record)) return refused("not_an_object", "an object of Microsoft Graph is needed");
    const list = listNamed(page) ?? listOfShape(record);
    if (list === undefined) return refused("unknown_kind", "neither @odata.context nor its fields say what it is");
    const mapped = MAPPERS[list](record);
    return page.some ? wholeOnly(mapped, GRAPH_LISTS[list], record) : mapped;
  },
  listOf: (page) => {
    const list = listNamed(page);
    if (list === undefined) return undefined;
    const mention = { list: GRAPH_LISTS[list], scope: "list", app_ref: "" } as const;
    // The list of who may use one API: of each of the apps on it there may be more.
    if (OF_ONE_API.test(page.context)) return { ...mention, part: true };
    const app_ref = ownerOf(page);
    // Asked of one app or of all, these lists look alike: an empty one says nothing unless it names the app.
    const is_clear = !OF_ONE_OR_ALL.has(list) || app_ref !== "" || page.of_all === true;
    return is_clear ? { ...mention, app_ref } : undefined;
  },
};

/** A record that is shown as a whole shows all its credentials, whatever else is on its list; a removed one has none. */
function wholeOnly(mapped: InventoryMapped, list: string, record: ForeignObject): InventoryMapped {
  const app_ref = textIn(record["id"]) ?? "";
  if (mapped.kind === "refused") return mapped;
  const parts =
    "@removed" in record
      ? APP_PARTS.map((part) => `${list}/${part}`)
      : mapped.lists.map((mention) => mention.list).filter((name) => name !== list);
  return { ...mapped, lists: parts.map((part) => ({ list: part, scope: "app", app_ref })) };
}

const MAPPERS: Readonly<Record<GraphList, (record: ForeignObject) => InventoryMapped>> = {
  servicePrincipals: mapServicePrincipal,
  applications: mapApplication,
  oauth2PermissionGrants: mapPermissionGrant,
  appRoleAssignments: mapAppRoleAssignment,
  users: mapUser,
  directoryRoles: mapDirectoryRole,
};

const OF_ONE_OR_ALL: ReadonlySet<GraphList> = new Set(["oauth2PermissionGrants", "appRoleAssignments"]);
const OF_ONE_API = /\/appRoleAssignedTo\b/;
const OWNER = /servicePrincipals\('([^']+)'\)\//;

/** The list of a context such as `…/$metadata#servicePrincipals('…')/appRoleAssignments(id)/$entity`. */
function listNamed({ context }: PageNotes): GraphList | undefined {
  const parts = (context.split("#")[1] ?? "").split("/").map((part) => part.replace(/\(.*$/, ""));
  const name = parts.filter((part) => part !== "" && !part.startsWith("$")).at(-1);
  const known = name === "appRoleAssignedTo" ? "appRoleAssignments" : name;
  return isGraphList(known) ? known : undefined;
}

function isGraphList(name: string | undefined): name is GraphList {
  return name !== undefined && Object.hasOwn(GRAPH_LISTS, name);
}

/** A list that hangs on one service principal is of that one only. */
function ownerOf({ context }: PageNotes): string {
  return OWNER.exec(context)?.[1] ?? "";
}

function listOfShape(record: ForeignObject): GraphList | undefined {
  const typed = String(record["@odata.type"] ?? "").replace("#microsoft.graph.", "");
  if (isGraphList(`${typed}s`)) return listNamed({ context: `#${typed}s` });
  if ("clientId" in record && "resourceId" in record) return "oauth2PermissionGrants";
  if ("appRoleId" in record) return "appRoleAssignments";
  if ("roleTemplateId" in record) return "directoryRoles";
  if ("userPrincipalName" in record) return "users";
  if (!("appId" in record)) return undefined;
  return APPLICATION_FIELDS.some((name) => name in record) ? "applications" : "servicePrincipals";
}

/** What an application has and a service principal has not. */
const APPLICATION_FIELDS = ["requiredResourceAccess", "identifierUris", "publicClient", "spa", "publisherDomain"];
