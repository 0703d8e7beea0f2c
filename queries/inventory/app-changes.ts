import { type Static, Type } from "typebox";
import { defineQuery } from "../define-query.ts";

const Flag = Type.Union([Type.Boolean(), Type.Null()]);
const MaybeNumber = Type.Union([Type.Number(), Type.Null()]);

const AppChange = Type.Object({
  item: Type.String(),
  key: Type.String(),
  at_ms: Type.Number(),
  /** When it was last seen to stand like this: a whole list may have shown it again, unchanged. */
  seen_ms: Type.Number(),
  state: Type.String(),
  is_last: Type.Number(),
  is_change: Type.Number(),
  source: Type.String(),
  via: Type.String(),
  changed_by: Type.String(),
  app_id: Type.String(),
  name: Type.String(),
  status: Type.String(),
  origin: Type.String(),
  home_tenant: Type.String(),
  multitenant: Flag,
  publisher: Type.String(),
  publisher_verified: Flag,
  publisher_domain: Type.String(),
  certification: Type.String(),
  created_ms: MaybeNumber,
  expires_ms: MaybeNumber,
  reply_urls: Type.Array(Type.String()),
  owners: Type.Array(Type.String()),
  user_id: Type.String(),
  api: Type.String(),
  api_name: Type.String(),
  permission: Type.String(),
  permission_id: Type.String(),
  permission_type: Type.String(),
  consent_type: Type.String(),
  credential_kind: Type.String(),
  marks: Type.Array(Type.String()),
});

export type AppChange = Static<typeof AppChange>;

/** Everything the inventory saw of one app up to a moment, the oldest first. */
export const inventoryAppChanges = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), app_id: Type.String(), until_ms: Type.Integer() }),
  row: AppChange,
});
