import type { InventoryEvent } from "../../../queries/inventory/events.ts";
import {
  graphPermission,
  isGraphPermission,
  MICROSOFT_GRAPH,
  MICROSOFT_GRAPH_APP_ID,
} from "../../../schemas/graph-permissions/graph-permissions.ts";
import type { InventoryItem } from "../../../schemas/inventory-item.ts";
import { type ForeignObject, known, objectIn, textIn } from "./foreign-object.ts";
import { apiOf, permissionKey } from "./permission-key.ts";
import { GRAPH_LISTS } from "./sources/graph-lists.ts";

/** What an event of the logs says about the inventory; nothing where it does not say of which app or what. */
export function eventItems(event: InventoryEvent): readonly InventoryItem[] {
  const details = parsed(event.details);
  const object_id = textIn(details["client_object_id"]) ?? textIn(details["target_object_id"]);
  const app_ref = object_id ?? event.app_id;
  if (app_ref === "") return [];
  const change: Change = { event, details, app_ref, of: { at: event.at_ms, ...by(event, details) } };
  return [...itemsOf(change), ...aliasOf(change)];
}

interface Change {
  readonly event: InventoryEvent;
  readonly details: ForeignObject;
  readonly app_ref: string;
  readonly of: Pick<InventoryItem, "at" | "changed_by">;
}

function by({ user_id }: InventoryEvent, details: ForeignObject): Pick<InventoryItem, "changed_by"> {
  return known({ changed_by: textIn(user_id) ?? textIn(details["acting_client_name"]) });
}

function itemsOf(change: Change): readonly InventoryItem[] {
  switch (change.event.kind) {
    case "consent":
      return consentItems(change);
    case "credential_change":
      return credentialItems(change);
    default:
      return appItems(change);
  }
}

/** An id that an event gives beside the app id resolves to it from now on, and in the past. */
function aliasOf({ event, app_ref, of }: Change): readonly InventoryItem[] {
  const { app_id } = event;
  if (app_id === "" || app_id === app_ref) return [];
  return [{ item: "alias", app_ref, key: "app_id", ...of, list: "events/aliases", fact: { app_id } }];
}

function consentItems(change: Change): readonly InventoryItem[] {
  const { event, details } = change;
  const named = words(details["permissions"] ?? details["scope"]);
  const before = words(details["permissions_before"]);
  const is_revoke = event.operation_class === "consent.revoke";
  const removed = is_revoke ? [...new Set([...before, ...named])] : before.filter((each) => !named.includes(each));
  const granted = is_revoke ? [] : named;
  return [
    ...granted.map((permission) => permissionItem(change, permission)),
    ...removed.map((permission) => ({ ...permissionItem(change, permission), state: "deleted" }) as const),
  ];
}

function permissionItem({ event, details, app_ref, of }: Change, given: string): InventoryItem {
  const by_id = graphPermission(given);
  const permission = by_id?.permission ?? given;
  const is_application = /app role assignment/i.test(event.operation) || details["is_app_only"] === true;
  const permission_type = is_application ? "application" : "delegated";
  const consent_type = textIn(details["consent_type"]) ?? (is_application ? "admin" : "user");
  const user_id = consent_type === "admin" ? "" : event.user_id.toLowerCase();
  const api = apiIn(event, details, permission);
  const key = permissionKey({ api, permission_type, permission, user_id });
  const api_name = textIn(details["api_name"]);
  // The key has the id by which lists name the API in this tenant; what it resolves to need not wait for them.
  const is_graph =
    api_name !== undefined && apiOf(api_name).api === MICROSOFT_GRAPH_APP_ID && isGraphPermission(permission);
  const fact = known({
    api: is_graph ? MICROSOFT_GRAPH_APP_ID : api,
    api_name,
    permission,
    permission_type,
    consent_type,
    user_id,
  } as const);
  const list = permission_type === "application" ? GRAPH_LISTS.appRoleAssignments : GRAPH_LISTS.oauth2PermissionGrants;
  return { item: "permission", app_ref, key, ...of, list: listOf(event, list), fact };
}

/** The API by its id where the event has it; a permission that only Microsoft Graph has is Microsoft Graph's. */
function apiIn({ resource, source }: InventoryEvent, details: ForeignObject, permission: string): string {
  if (source === "google_workspace") return "google_workspace";
  const api = textIn(details["resource_object_id"]) ?? (textIn(details["api_name"]) && textIn(resource));
  return api ?? (isGraphPermission(permission) ? MICROSOFT_GRAPH_APP_ID : "");
}

function credentialItems({ event, details, app_ref, of }: Change): readonly InventoryItem[] {
  const key = textIn(details["key_id"])?.toLowerCase();
  if (key === undefined) return [];
  const is_removed = /^(?:remove|delete)/i.test(event.operation);
  const fact = known({ credential_kind: textIn(details["credential_kind"]), created_at: event.at_ms });
  const list = `${listOfTarget(event, details)}/credentials`;
  const credential = { item: "credential", app_ref, key, ...of, list: listOf(event, list), fact } as const;
  return [is_removed ? { ...credential, state: "deleted" } : credential];
}

function appItems(change: Change): readonly InventoryItem[] {
  const { event, details, app_ref, of } = change;
  const fact = known({ app_id: textIn(event.app_id), name: textIn(event.app_name) });
  const list = listOfTarget(event, details);
  const is_application = list === GRAPH_LISTS.applications;
  const place = { item: "app", app_ref, ...of, fact } as const;
  const app = { ...place, key: is_application ? "application" : "service_principal", list: listOf(event, list) };
  if (/^(?:hard )?(?:delete|remove) (?:application|service principal)\W*$/i.test(event.operation.trim()))
    return [{ ...app, state: "deleted" }];
  // A part of its own: it says one thing of the app, and what the list said otherwise still holds.
  const part = { ...place, list: "events/app" };
  if (/^disable account/i.test(event.operation))
    return [{ ...part, key: "status", fact: { ...fact, status: "disabled" } }];
  if (/^enable account/i.test(event.operation))
    return [{ ...part, key: "status", fact: { ...fact, status: "enabled" } }];
  return [{ ...part, key: "seen" }, ...requestItems(change)];
}

/** What a changed registration asks for, by the ids of the permissions. */
function requestItems({ event, details, app_ref, of }: Change): readonly InventoryItem[] {
  return words(details["requested_permissions"]).map((id) => {
    const permission_id = id.toLowerCase();
    const found = graphPermission(permission_id);
    const api = found === undefined ? "" : MICROSOFT_GRAPH_APP_ID;
    const key = `${api}|${found?.permission_type ?? ""}|${permission_id}`;
    const about = found ? { ...found, api_name: MICROSOFT_GRAPH } : { marks: ["unknown_permission"] };
    const fact = { ...about, api, permission_id };
    return { item: "request", app_ref, key, ...of, list: listOf(event, `${GRAPH_LISTS.applications}/requests`), fact };
  });
}

function listOfTarget({ operation }: InventoryEvent, details: ForeignObject): string {
  const is_application = details["target_type"] === "Application" || /application/i.test(operation);
  return is_application ? GRAPH_LISTS.applications : GRAPH_LISTS.servicePrincipals;
}

/** Only Entra's own logs speak of what Entra's lists show. */
function listOf({ source }: InventoryEvent, list: string): string {
  return source === "entra_audit" || source === "o365_audit" ? list : `events/${source}`;
}

function words(value: unknown): readonly string[] {
  const text = Array.isArray(value) ? value.join(" ") : (textIn(value) ?? "");
  return [...new Set(text.split(/[\s,]+/).filter((word) => word !== ""))];
}

function parsed(text: string): ForeignObject {
  try {
    return objectIn(JSON.parse(text));
  } catch {
    return {};
  }
}
