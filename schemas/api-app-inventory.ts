import { type Static, Type } from "typebox";

const maybeText = Type.Union([Type.String(), Type.Null()]);
const maybeTime = Type.Union([Type.String({ format: "date-time" }), Type.Null()]);

const InventoryPermission = Type.Object({
  permission: Type.String(),
  known: Type.Boolean({
    description:
      "False: only its id is known, or Microsoft Graph has no permission of that name and no other API is named.",
  }),
  type: Type.String(),
  api: Type.String(),
  user_id: maybeText,
  since: maybeTime,
  changed_by: maybeText,
});
export type InventoryPermission = Static<typeof InventoryPermission>;

const InventoryCredential = Type.Object({
  key_id: Type.String(),
  credential_kind: Type.String(),
  name: Type.String(),
  created_at: maybeTime,
  expires_at: maybeTime,
});
export type InventoryCredential = Static<typeof InventoryCredential>;

const InventoryConsent = Type.Object({ user_id: maybeText, consent_type: Type.String(), at: maybeTime });
export type InventoryConsent = Static<typeof InventoryConsent>;

const InventoryChange = Type.Object({
  at: maybeTime,
  change: Type.Enum(["set", "deleted"]),
  item: Type.String(),
  what: Type.String(),
  changed_by: maybeText,
  source: Type.String(),
  via: Type.String(),
});
export type InventoryChange = Static<typeof InventoryChange>;

/** What an app holds as of a moment, and how it came to be so. */
export const AppInventory = Type.Object({
  permissions: Type.Array(InventoryPermission),
  credentials: Type.Array(InventoryCredential),
  consents: Type.Array(InventoryConsent),
  requests: Type.Array(InventoryPermission, { description: "Permissions that its registration asks for." }),
  changes: Type.Array(InventoryChange, { description: "Everything that changed, the oldest first." }),
});
export type AppInventory = Static<typeof AppInventory>;
