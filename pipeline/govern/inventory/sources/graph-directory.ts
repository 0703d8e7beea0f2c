import { type ForeignObject, flagIn, known, objectsIn, textIn, timeIn } from "../foreign-object.ts";
import { type InventoryMapped, refused } from "../inventory-mapper.ts";
import { GRAPH_LISTS } from "./graph-lists.ts";

/** A person of the directory. */
export function mapUser(record: ForeignObject): InventoryMapped {
  const key = textIn(record["id"]);
  if (key === undefined) return refused("missing_field", "id is missing");
  const list = GRAPH_LISTS.users;
  const lists = [{ list, scope: "list", app_ref: "" } as const];
  const user = { item: "user", app_ref: "", key, list } as const;
  if ("@removed" in record) return { kind: "items", items: [{ ...user, state: "deleted", fact: {} }], lists };
  const enabled = flagIn(record["accountEnabled"]);
  const fact = known({
    name: textIn(record["displayName"]),
    user_id: textIn(record["userPrincipalName"])?.toLowerCase(),
    status: enabled === undefined ? undefined : enabled ? "enabled" : "disabled",
    created_at: timeIn(record["createdDateTime"]),
  });
  return { kind: "items", items: [{ ...user, fact }], lists };
}

/** A role of the directory with its members (`$expand=members`). An app may be a member too. */
export function mapDirectoryRole(record: ForeignObject): InventoryMapped {
  const id = textIn(record["id"]);
  if (id === undefined) return refused("missing_field", "id is missing");
  const list = GRAPH_LISTS.directoryRoles;
  const permission_id = textIn(record["roleTemplateId"]) ?? id;
  const items = objectsIn(record["members"]).flatMap((member) => {
    const member_id = textIn(member["id"]);
    if (member_id === undefined) return [];
    const is_app = member["@odata.type"] === "#microsoft.graph.servicePrincipal";
    const fact = known({ name: textIn(record["displayName"]), permission_id, user_id: is_app ? undefined : member_id });
    const app_ref = is_app ? member_id : "";
    return [{ item: "role_member", app_ref, key: `${permission_id}|${member_id}`, list, fact } as const];
  });
  // Without its members a role says nothing of who has it.
  const lists = "members" in record ? [{ list, scope: "list", app_ref: "" } as const] : [];
  return { kind: "items", items, lists };
}
