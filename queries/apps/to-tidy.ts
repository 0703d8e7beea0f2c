import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** Apps of one kind that somebody should look at, the riskiest first. */
export const appsToTidy = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    category: Type.Enum(["unused", "overprivileged", "credentials", "unverified", "risky"]),
    limit: Type.Integer(),
  }),
  row: Type.Object({
    app_id: Type.String(),
    app_name: Type.String(),
    publisher: Type.String(),
    risk_score: Type.Number(),
    privilege_level: Type.String(),
    unused_days: Type.Union([Type.Number(), Type.Null()], { description: "Null: it is in use, or that is not known." }),
    unused_permissions: Type.String(),
    smaller_permissions: Type.String(),
    credentials_expired: Type.Number(),
    credentials_expiring: Type.Number(),
    credentials_unused: Type.Number(),
    credential_expires_at: Type.Union([Type.String(), Type.Null()]),
    owners: Type.String(),
    last_used_at: Type.Union([Type.String(), Type.Null()]),
    consent_users: Type.Number(),
  }),
});
