import { Type } from "typebox";
import { tenantsKnown } from "../../queries/tenants/known.ts";
import { AppError } from "../core/errors.ts";
import type { QueryReader } from "../core/ports.ts";

/** Any id of an app in the path. */
export const AppParams = Type.Object({
  app_id: Type.String({ description: "Any id of the app: application, object or service principal." }),
});

export const tenantParameter = {
  tenant: Type.Optional(Type.String({ description: "Needed only where several tenants could be meant." })),
};

/** The tenant that was asked for, or the only one there is. */
export async function oneTenant(reader: QueryReader, asked: string): Promise<string> {
  if (asked !== "") return asked;
  const [first, second] = await reader.rows(tenantsKnown, {});
  if (second) throw new AppError("wrong_usage", "There are several tenants: say which with tenant.");
  return first?.tenant ?? "default";
}
