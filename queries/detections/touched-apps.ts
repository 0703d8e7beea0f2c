import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** What came in lately, for the job that looks for signals. */
export const touchedApps = defineQuery(import.meta.url, {
  params: Type.Object({
    since_ms: Type.Integer(),
    until_ms: Type.Integer(),
    end_ms: Type.Integer({ description: "End of the last hour that is over." }),
  }),
  row: Type.Object({ tenant: Type.String(), app_id: Type.String(), first_ms: Type.Number(), last_ms: Type.Number() }),
});
