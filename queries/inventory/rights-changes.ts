import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** What changed in consents, permissions, credentials and apps, the latest first. */
export const rightsChanges = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), from_ms: Type.Integer(), to_ms: Type.Integer(), limit: Type.Integer() }),
  row: Type.Object({
    time: Type.String(),
    app_id: Type.String(),
    app_name: Type.String(),
    item: Type.String({ description: "app, permission, credential or consent." }),
    change: Type.String({ description: "present or deleted from then on." }),
    what: Type.String(),
    user_id: Type.String({ description: "For whom, where for one person only." }),
    changed_by: Type.String(),
    via: Type.String({ description: "How it is known: list, record or event." }),
  }),
});
