import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** Which permissions apps hold, the most powerful and most held first. */
export const permissionsHeld = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), limit: Type.Integer() }),
  row: Type.Object({
    permission: Type.String(),
    api_name: Type.String(),
    type: Type.String(),
    level: Type.String(),
    apps: Type.Number(),
    unused: Type.Number({ description: "Apps that hold it and are known not to use it." }),
    users: Type.Number({ description: "The most users that one app holds it for." }),
  }),
});
