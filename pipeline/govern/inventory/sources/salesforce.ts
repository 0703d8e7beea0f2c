import type { InventoryItem } from "../../../../schemas/inventory-item.ts";
import { type ForeignObject, isForeignObject, known, objectIn, textIn, timeIn } from "../foreign-object.ts";
import { type InventoryMapped, type InventoryMapper, refused } from "../inventory-mapper.ts";
import { nameMarks } from "../name-marks.ts";

const APPS = "salesforce/ConnectedApplication";
const TOKENS = "salesforce/OauthToken";

/** Rows of a SOQL query on ConnectedApplication or OauthToken. A token names its app by the name only. */
export const salesforce: InventoryMapper = {
  source: "salesforce",
  map: (record) => {
    if (!isForeignObject(record)) return refused("not_an_object", "a row of Salesforce is needed");
    const type = textIn(objectIn(record["attributes"])["type"]);
    if (type === "ConnectedApplication") return mapApp(record);
    if (type === "OauthToken" || type === "OAuthToken" || "AppName" in record) return mapToken(record);
    return refused("unknown_kind", "attributes.type is neither ConnectedApplication nor OauthToken");
  },
  listOf: () => undefined,
};

function mapApp(record: ForeignObject): InventoryMapped {
  const app_ref = textIn(record["Id"]);
  if (app_ref === undefined) return refused("missing_field", "Id is missing");
  const name = textIn(record["Name"]);
  const created_at = timeIn(record["CreatedDate"]);
  const fact = known({ app_id: app_ref, name, created_at, marks: nameMarks(name) });
  const items: InventoryItem[] = [{ item: "app", app_ref, key: "app", list: APPS, fact }];
  if (name !== undefined)
    items.push({ item: "alias", app_ref: byName(name), key: "app_id", list: APPS, fact: { app_id: app_ref } });
  return { kind: "items", items, lists: [{ list: APPS, scope: "list", app_ref: "" }] };
}

function mapToken(record: ForeignObject): InventoryMapped {
  const name = textIn(record["AppName"]);
  const key = textIn(record["Id"]);
  const user_id = textIn(record["UserId"]);
  if (name === undefined) return refused("missing_field", "AppName is missing");
  if (key === undefined) return refused("missing_field", "Id is missing");
  const app_ref = byName(name);
  const fact = known({ user_id, consent_type: "user", created_at: timeIn(record["CreatedDate"]) });
  const items: readonly InventoryItem[] = [
    { item: "app", app_ref, key: "token", list: "salesforce/names", fact: { name, marks: nameMarks(name) } },
    { item: "consent", app_ref, key, list: TOKENS, fact },
  ];
  return { kind: "items", items, lists: [{ list: TOKENS, scope: "list", app_ref: "" }] };
}

function byName(name: string): string {
  return `name:${name}`;
}
