import { MICROSOFT_GRAPH_APP_ID } from "../../../schemas/graph-permissions/graph-permissions.ts";
import type { InventoryFact } from "../../../schemas/inventory-item.ts";

/** One permission of one API that one app holds, for everybody (`user_id` empty) or in one person's name. */
export interface HeldPermission {
  readonly api: string;
  readonly permission_type: "delegated" | "application";
  /** Its name, else its id. */
  readonly permission: string;
  readonly user_id: string;
}

/** The same held permission has the same key in lists and in events. */
export function permissionKey({ api, permission_type, permission, user_id }: HeldPermission): string {
  return [api, permission_type, permission, user_id].join("|");
}

/** An API by the name that people know it by. */
export function apiOf(name: string): Pick<InventoryFact, "api" | "api_name"> {
  return { api: /^microsoft graph$/i.test(name.trim()) ? MICROSOFT_GRAPH_APP_ID : name, api_name: name };
}
