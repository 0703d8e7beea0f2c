import type { GraphList } from "../../govern/inventory/sources/graph-lists.ts";

/** What the collector reads, and what it needs for that. */
export interface Collection {
  readonly name: GraphList;
  /** The least privileged of Graph's application permissions with which it may be read. */
  readonly permission: string;
  /** How it is kept up to date: objects and grants by lists of changes, the rest by reading it anew. */
  readonly kind: "objects" | "grants" | "assignments" | "roles";
  /** Below the version: the whole list. */
  readonly list: string;
  /** Behind `/delta?`, where changes are followed. */
  readonly delta: string;
  /** There is always one: an empty list is no answer. */
  readonly never_empty: boolean;
}

/** The most that Graph gives on a page of the directory. */
const PAGE = 999;

const SERVICE_PRINCIPAL =
  "id,appId,displayName,accountEnabled,disabledByMicrosoftStatus,appOwnerOrganizationId,signInAudience,verifiedPublisher,createdDateTime,replyUrls,servicePrincipalType,homepage,notes,description,tags,keyCredentials,passwordCredentials,appRoles,oauth2PermissionScopes";
const APPLICATION =
  "id,appId,displayName,disabledByMicrosoftStatus,signInAudience,verifiedPublisher,publisherDomain,certification,createdDateTime,web,spa,publicClient,notes,description,tags,keyCredentials,passwordCredentials,appRoles,api,requiredResourceAccess";
const USER = "id,userPrincipalName,displayName,accountEnabled,createdDateTime";
/** A list of changes takes no $expand: owners are as of when the object changed otherwise, or of the last whole list. */
const OWNERS = "$expand=owners($select=id,userPrincipalName)";

/** In the order in which they are read: assignments go by the service principals found before. */
export const COLLECTIONS: readonly Collection[] = [
  {
    ...objects("servicePrincipals", SERVICE_PRINCIPAL, OWNERS),
    permission: "Application.Read.All",
    // Ourselves at least.
    never_empty: true,
  },
  { ...objects("applications", APPLICATION, OWNERS), permission: "Application.Read.All", never_empty: false },
  {
    name: "oauth2PermissionGrants",
    permission: "Directory.Read.All",
    kind: "grants",
    list: `/oauth2PermissionGrants?$top=${PAGE}`,
    delta: "",
    never_empty: false,
  },
  {
    name: "appRoleAssignments",
    permission: "Application.Read.All",
    kind: "assignments",
    list: "/servicePrincipals",
    delta: "",
    never_empty: false,
  },
  { ...objects("users", USER, ""), permission: "User.Read.All", never_empty: true },
  {
    name: "directoryRoles",
    permission: "RoleManagement.Read.Directory",
    kind: "roles",
    list: "/directoryRoles?$select=id,displayName,roleTemplateId",
    delta: "",
    never_empty: false,
  },
];

function objects(name: GraphList, fields: string, expand: string) {
  const list = [`/${name}?$top=${PAGE}`, `$select=${fields}`, expand].filter((part) => part !== "").join("&");
  return { name, kind: "objects", list, delta: `$select=${fields}` } as const;
}
