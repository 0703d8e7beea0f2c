import type { InventoryFact, InventoryItem } from "../../../../schemas/inventory-item.ts";
import {
  type ForeignObject,
  flagIn,
  isForeignObject,
  known,
  objectsIn,
  textIn,
  textsIn,
  timeIn,
} from "../foreign-object.ts";
import { type InventoryMapped, type InventoryMapper, type ListMention, refused } from "../inventory-mapper.ts";
import { nameMarks } from "../name-marks.ts";
import { apiOf, permissionKey } from "../permission-key.ts";

/** Our own records: a whole app as of its `at`. A list that a record leaves out says nothing of what is in it. */
export const tidemark: InventoryMapper = {
  source: "tidemark",
  map: (record) => {
    if (!isForeignObject(record)) return refused("not_an_object", "an object with app_id is needed");
    const app_id = textIn(record["app_id"]);
    if (app_id === undefined) return refused("missing_field", "app_id is missing");
    const at = timeIn(record["at"]);
    if (record["at"] !== undefined && at === undefined) return refused("bad_time", "at is no time");
    return mapRecord(record, app_id, at);
  },
  listOf: () => undefined,
};

const LIST = "tidemark/apps";

function mapRecord(record: ForeignObject, app_id: string, at: number | undefined): InventoryMapped {
  const place = { app_ref: app_id, ...known({ at }) };
  const parts = Object.entries(PARTS).filter(([name]) => Array.isArray(record[name]));
  const items = [
    { item: "app", ...place, key: "app", list: LIST, fact: appFact(record, app_id) } as const,
    ...aliases(record, app_id, at),
    ...parts.flatMap(([name, itemOf]) =>
      objectsIn(record[name]).flatMap((inner): readonly InventoryItem[] => {
        const found = itemOf(inner);
        return found === undefined ? [] : [{ ...found, ...place, list: `${LIST}/${name}` }];
      }),
    ),
  ];
  const whole = (list: string): ListMention => ({ list, scope: "app", ...place });
  const tenant = textIn(record["tenant"]);
  const lists = [whole(LIST), ...parts.map(([name]) => whole(`${LIST}/${name}`))];
  return { kind: "items", items, lists, ...known({ tenant }) };
}

function appFact(record: ForeignObject, app_id: string): InventoryFact {
  const name = textIn(record["app_name"]);
  return known({
    app_id,
    name,
    status: textIn(record["status"]),
    origin: textIn(record["origin"]),
    home_tenant: textIn(record["home_tenant"]),
    multitenant: flagIn(record["multitenant"]),
    publisher: textIn(record["publisher"]),
    publisher_verified: flagIn(record["publisher_verified"]),
    publisher_domain: textIn(record["publisher_domain"]),
    certification: textIn(record["certification"]),
    created_at: timeIn(record["created_at"]),
    reply_urls: [...textsIn(record["reply_urls"])].sort(),
    owners: [...textsIn(record["owners"])].sort(),
    tags: [...textsIn(record["tags"])].sort(),
    notes: textIn(record["notes"]),
    marks: nameMarks(name),
  });
}

/** The app's other ids. Once known they stay, so they are of no list. */
function aliases(record: ForeignObject, app_id: string, at: number | undefined): readonly InventoryItem[] {
  return ["object_id", "service_principal_id"].flatMap((name) => {
    const app_ref = textIn(record[name]);
    return app_ref === undefined
      ? []
      : [
          {
            item: "alias",
            app_ref,
            key: "app_id",
            ...known({ at }),
            list: "tidemark/aliases",
            fact: { app_id },
          } as const,
        ];
  });
}

type Found = Pick<InventoryItem, "item" | "key" | "fact">;

const PARTS: Readonly<Record<string, (inner: ForeignObject) => Found | undefined>> = {
  permissions: permissionOf,
  credentials: credentialOf,
  consents: consentOf,
};

function permissionOf(inner: ForeignObject): Found | undefined {
  const permission = textIn(inner["permission"]);
  if (permission === undefined) return undefined;
  const permission_type = inner["type"] === "application" ? "application" : "delegated";
  const { api = "", api_name } = apiOf(textIn(inner["api"]) ?? "");
  const created_at = timeIn(inner["granted_at"]);
  const fact = known({ api, api_name, permission, permission_type, created_at } as const);
  return { item: "permission", key: permissionKey({ api, permission_type, permission, user_id: "" }), fact };
}

function credentialOf(inner: ForeignObject): Found | undefined {
  const key = textIn(inner["key_id"])?.toLowerCase();
  if (key === undefined) return undefined;
  const fact = known({
    credential_kind: textIn(inner["credential_kind"]),
    name: textIn(inner["name"]),
    created_at: timeIn(inner["created_at"]),
    expires_at: timeIn(inner["expires_at"]),
  });
  return { item: "credential", key, fact };
}

function consentOf(inner: ForeignObject): Found | undefined {
  const user_id = textIn(inner["user_id"])?.toLowerCase();
  const consent_type = textIn(inner["consent_type"]) ?? "user";
  if (user_id === undefined && consent_type !== "admin") return undefined;
  const fact = known({ user_id, consent_type, created_at: timeIn(inner["at"]) });
  return { item: "consent", key: consent_type === "admin" ? "" : (user_id ?? ""), fact };
}
