import { graphPermission } from "../../../../schemas/graph-permissions/graph-permissions.ts";
import type { InventoryItem } from "../../../../schemas/inventory-item.ts";
import { type ForeignObject, known, textIn, timeIn } from "../foreign-object.ts";
import { type InventoryMapped, refused } from "../inventory-mapper.ts";
import { permissionKey } from "../permission-key.ts";
import { GRAPH_LISTS } from "./graph-lists.ts";

/** A delegated grant: scopes of one API that an app got for everybody or for one person. */
export function mapPermissionGrant(record: ForeignObject): InventoryMapped {
  const app_ref = textIn(record["clientId"]);
  const api = textIn(record["resourceId"]);
  if (app_ref === undefined) return refused("missing_field", "clientId is missing");
  if (api === undefined) return refused("missing_field", "resourceId is missing");
  const list = GRAPH_LISTS.oauth2PermissionGrants;
  const user_id = textIn(record["principalId"]) ?? "";
  const consent_type = record["consentType"] === "AllPrincipals" ? "admin" : "user";
  const scopes = String(record["scope"] ?? "")
    .split(/\s+/)
    .filter((scope) => scope !== "");
  const items = scopes.map((permission): InventoryItem => {
    const key = permissionKey({ api, permission_type: "delegated", permission, user_id });
    const fact = { api, permission, permission_type: "delegated", consent_type, user_id } as const;
    return { item: "permission", app_ref, key, list, fact };
  });
  // A grant without scopes is a consent all the same; otherwise each permission says whose consent it is.
  const consent: InventoryItem = {
    item: "consent",
    app_ref,
    key: `${api}|${user_id}`,
    list,
    fact: { api, consent_type, user_id },
  };
  return {
    kind: "items",
    items: items.length === 0 ? [consent] : items,
    lists: [{ list, scope: "list", app_ref }],
  };
}

/** An application permission, where it is a service principal that has the role. */
export function mapAppRoleAssignment(record: ForeignObject): InventoryMapped {
  const app_ref = textIn(record["principalId"]);
  const api = textIn(record["resourceId"]);
  const permission_id = textIn(record["appRoleId"])?.toLowerCase();
  if (app_ref === undefined) return refused("missing_field", "principalId is missing");
  if (api === undefined) return refused("missing_field", "resourceId is missing");
  if (permission_id === undefined) return refused("missing_field", "appRoleId is missing");
  const list = GRAPH_LISTS.appRoleAssignments;
  const lists = [{ list, scope: "list", app_ref } as const];
  const principal = textIn(record["principalType"]) ?? "ServicePrincipal";
  // People and groups are assigned to apps by the same kind of record; that is no permission of an app.
  if (principal !== "ServicePrincipal") return { kind: "items", items: [], lists };
  const permission = graphPermission(permission_id)?.permission;
  const key = permissionKey({
    api,
    permission_type: "application",
    permission: permission ?? permission_id,
    user_id: "",
  });
  const fact = known({
    api,
    api_name: textIn(record["resourceDisplayName"]),
    permission,
    permission_id,
    permission_type: "application",
    consent_type: "admin",
    created_at: timeIn(record["createdDateTime"]),
  } as const);
  return { kind: "items", items: [{ item: "permission", app_ref, key, list, fact }], lists };
}
