import type { InventoryItem } from "../../../../schemas/inventory-item.ts";
import { isForeignObject, known, textIn, textsIn } from "../foreign-object.ts";
import { type InventoryMapper, refused } from "../inventory-mapper.ts";
import { nameMarks } from "../name-marks.ts";
import { permissionKey } from "../permission-key.ts";

/** Google has one list of tokens for each person; scopes are named by addresses and are of no other API. */
const API = "google_workspace";

/** Tokens of the Directory API: which app one person has given which scopes. */
export const google_workspace: InventoryMapper = {
  source: "google_workspace",
  map: (record) => {
    if (!isForeignObject(record)) return refused("not_an_object", "a token of Google Workspace is needed");
    const app_ref = textIn(record["clientId"]);
    const user_id = textIn(record["userKey"]);
    if (app_ref === undefined) return refused("missing_field", "clientId is missing");
    if (user_id === undefined) return refused("missing_field", "userKey is missing");
    const list = `google_workspace/tokens/${user_id}`;
    const name = textIn(record["displayText"]);
    const fact = known({ app_id: app_ref, name, marks: nameMarks(name) });
    const app: InventoryItem = { item: "app", app_ref, key: "app", list: "google_workspace/clients", fact };
    const permissions = textsIn(record["scopes"]).map((permission): InventoryItem => {
      const key = permissionKey({ api: API, permission_type: "delegated", permission, user_id });
      const held = { api: API, permission, permission_type: "delegated", consent_type: "user", user_id } as const;
      return { item: "permission", app_ref, key, list, fact: held };
    });
    return { kind: "items", items: [app, ...permissions], lists: [{ list, scope: "list", app_ref: "" }] };
  },
  listOf: () => undefined,
};
