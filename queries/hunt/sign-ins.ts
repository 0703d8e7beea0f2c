import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";
import { huntParameters } from "./apps.ts";

/** Sign-ins of service identities by app, address and result. */
export const huntSignIns = defineQuery(import.meta.url, {
  params: huntParameters,
  row: Type.Object({
    app_id: Type.String(),
    app_name: Type.String(),
    ip: Type.String(),
    country: Type.String(),
    outcome: Type.String(),
    status_code: Type.Number(),
    sign_ins: Type.Number(),
    first_at: Type.String(),
    last_at: Type.String(),
  }),
});
