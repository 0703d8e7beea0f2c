import {
  graphPermission,
  MICROSOFT_GRAPH,
  MICROSOFT_GRAPH_APP_ID,
} from "../../../../schemas/graph-permissions/graph-permissions.ts";
import type { InventoryFact, InventoryItem } from "../../../../schemas/inventory-item.ts";
import { type ForeignObject, flagIn, known, objectIn, objectsIn, textIn, textsIn, timeIn } from "../foreign-object.ts";
import { type InventoryMapped, type ListMention, refused } from "../inventory-mapper.ts";
import { nameMarks } from "../name-marks.ts";
import { GRAPH_LISTS } from "./graph-lists.ts";

/** A service principal: the app as it stands in this tenant. */
export function mapServicePrincipal(record: ForeignObject): InventoryMapped {
  return mapApp(record, { key: "service_principal", list: GRAPH_LISTS.servicePrincipals });
}

/** An application: the registration, in the tenant at home. */
export function mapApplication(record: ForeignObject): InventoryMapped {
  return mapApp(record, { key: "application", list: GRAPH_LISTS.applications });
}

interface Part {
  readonly key: "service_principal" | "application";
  readonly list: string;
}

function mapApp(record: ForeignObject, part: Part): InventoryMapped {
  const app_ref = textIn(record["id"]);
  if (app_ref === undefined) return refused("missing_field", "id is missing");
  const mention: ListMention = { list: part.list, scope: "list", app_ref: "" };
  const app = { item: "app", app_ref, key: part.key, list: part.list } as const;
  if ("@removed" in record) return { kind: "items", items: [{ ...app, state: "deleted", fact: {} }], lists: [mention] };
  if (textIn(record["appId"]) === undefined) return refused("missing_field", "appId is missing");
  const parts = PARTS.filter(({ fields }) => fields.some((field) => field in record));
  return {
    kind: "items",
    items: [
      { ...app, fact: appFact(record) },
      ...parts.flatMap(({ name, items }) => items(record, app_ref, `${part.list}/${name}`)),
    ],
    // What a $select left out is not known to be gone.
    lists: [mention, ...parts.map(({ name }) => ({ ...mention, list: `${part.list}/${name}` }))],
  };
}

type ItemsOf = (record: ForeignObject, app_ref: string, list: string) => readonly InventoryItem[];

const PARTS: readonly { readonly name: string; readonly fields: readonly string[]; readonly items: ItemsOf }[] = [
  { name: "credentials", fields: ["keyCredentials", "passwordCredentials"], items: credentials },
  { name: "definitions", fields: ["appRoles", "oauth2PermissionScopes", "api"], items: definitions },
  { name: "requests", fields: ["requiredResourceAccess"], items: requests },
];

/** The lists within an app, by the ends of their names. */
export const APP_PARTS: readonly string[] = PARTS.map(({ name }) => name);

function appFact(record: ForeignObject): InventoryFact {
  const name = textIn(record["displayName"]);
  const audience = textIn(record["signInAudience"]);
  const verified = objectIn(record["verifiedPublisher"]);
  return known({
    app_id: textIn(record["appId"])?.toLowerCase(),
    name,
    status: statusOf(record),
    home_tenant: textIn(record["appOwnerOrganizationId"]),
    multitenant: audience === undefined ? undefined : audience !== "AzureADMyOrg",
    publisher: textIn(verified["displayName"]) ?? textIn(record["publisherName"]),
    publisher_verified:
      "verifiedPublisher" in record ? textIn(verified["verifiedPublisherId"]) !== undefined : undefined,
    publisher_domain: textIn(record["publisherDomain"]),
    certification: certificationOf(objectIn(record["certification"])),
    created_at: timeIn(record["createdDateTime"]),
    reply_urls: replyUrls(record),
    owners: ownersOf(record),
    marks: nameMarks(name),
    details: detailsOf(record),
  });
}

function statusOf(record: ForeignObject): string | undefined {
  const by_microsoft = textIn(record["disabledByMicrosoftStatus"]);
  if (by_microsoft !== undefined && by_microsoft !== "NotDisabled") return "disabled_by_microsoft";
  const enabled = flagIn(record["accountEnabled"]);
  if (enabled === undefined) return undefined;
  return enabled ? "enabled" : "disabled";
}

function certificationOf(certification: ForeignObject): string | undefined {
  if (flagIn(certification["isCertifiedByMicrosoft"]) === true) return "certified";
  if (flagIn(certification["isPublisherAttested"]) === true) return "attested";
  return Object.keys(certification).length === 0 ? undefined : "none";
}

function replyUrls(record: ForeignObject): readonly string[] {
  const platforms = ["web", "spa", "publicClient"].map((name) => objectIn(record[name])["redirectUris"]);
  return [...new Set([record["replyUrls"], ...platforms].flatMap(textsIn))].sort();
}

function ownersOf(record: ForeignObject): readonly string[] {
  return objectsIn(record["owners"])
    .flatMap((owner) => textIn(owner["userPrincipalName"]) ?? textIn(owner["id"]) ?? [])
    .sort();
}

const DETAILS = ["servicePrincipalType", "signInAudience", "homepage", "notes", "description", "tags"];

function detailsOf(record: ForeignObject): string | undefined {
  const given = DETAILS.filter((name) => record[name] !== undefined && record[name] !== null);
  return given.length === 0 ? undefined : JSON.stringify(Object.fromEntries(given.map((name) => [name, record[name]])));
}

function credentials(record: ForeignObject, app_ref: string, list: string): readonly InventoryItem[] {
  const kinds = { passwordCredentials: "secret", keyCredentials: "certificate" } as const;
  return Object.entries(kinds).flatMap(([field, credential_kind]) =>
    objectsIn(record[field]).flatMap((credential) => {
      const key = textIn(credential["keyId"])?.toLowerCase();
      const fact = known({
        credential_kind,
        name: textIn(credential["displayName"]),
        created_at: timeIn(credential["startDateTime"]),
        expires_at: timeIn(credential["endDateTime"]),
      });
      return key === undefined ? [] : [{ item: "credential", app_ref, key, list, fact } as const];
    }),
  );
}

/** The permissions that an API offers, by which ids elsewhere get their names. */
function definitions(record: ForeignObject, app_ref: string, list: string): readonly InventoryItem[] {
  const scopes = [
    ...objectsIn(record["oauth2PermissionScopes"]),
    ...objectsIn(objectIn(record["api"])["oauth2PermissionScopes"]),
  ];
  const typed = [
    ...scopes.map((scope) => [scope, "delegated"] as const),
    ...objectsIn(record["appRoles"]).map((role) => [role, "application"] as const),
  ];
  return typed.flatMap(([offered, permission_type]) => {
    const key = textIn(offered["id"])?.toLowerCase();
    const permission = textIn(offered["value"]);
    if (key === undefined || permission === undefined) return [];
    return [
      { item: "definition", app_ref, key, list, fact: { permission, permission_type, permission_id: key } } as const,
    ];
  });
}

/** What a registration asks for; it is not granted yet. */
function requests(record: ForeignObject, app_ref: string, list: string): readonly InventoryItem[] {
  return objectsIn(record["requiredResourceAccess"]).flatMap((access) => {
    const api = textIn(access["resourceAppId"])?.toLowerCase() ?? "";
    return objectsIn(access["resourceAccess"]).flatMap((asked) => {
      const permission_id = textIn(asked["id"])?.toLowerCase();
      if (permission_id === undefined) return [];
      const permission_type = asked["type"] === "Role" ? "application" : "delegated";
      const permission = graphPermission(permission_id)?.permission;
      const api_name = api === MICROSOFT_GRAPH_APP_ID ? MICROSOFT_GRAPH : undefined;
      const fact = known({ api, api_name, permission, permission_id, permission_type } as const);
      return [{ item: "request", app_ref, key: `${api}|${permission_type}|${permission_id}`, list, fact } as const];
    });
  });
}
