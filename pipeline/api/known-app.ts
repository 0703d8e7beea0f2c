import { Type } from "typebox";
import { appKnown } from "../../queries/app-known.ts";
import type { RowOf } from "../../queries/define-query.ts";
import { tenantsKnown } from "../../queries/tenants-known.ts";
import { AppError } from "../core/errors.ts";
import type { QueryReader } from "../core/ports.ts";

/** An app that a tenant knows, with all its ids. */
export type KnownApp = RowOf<typeof appKnown>;

/** Any id of an app in the path. */
export const AppParams = Type.Object({
  app_id: Type.String({ description: "Any id of the app: application, object or service principal." }),
});

export const tenantParameter = {
  tenant: Type.Optional(Type.String({ description: "Needed only where several tenants could be meant." })),
};

/** The app with any of its ids; rejects where no tenant has it, or several have. `tenant` empty: any. */
export async function knownApp(reader: QueryReader, app_id: string, tenant: string): Promise<KnownApp> {
  const [first, second] = await reader.rows(appKnown, { app_id, tenant });
  if (!first)
    throw new AppError("not_found", "No event and no directory has named this app. GET /v1/apps lists those known.");
  if (second) throw new AppError("wrong_usage", "Several tenants have this app: say which with tenant.");
  return first;
}

/** The tenant that was asked for, or the only one there is. */
export async function oneTenant(reader: QueryReader, asked: string): Promise<string> {
  if (asked !== "") return asked;
  const [first, second] = await reader.rows(tenantsKnown, {});
  if (second) throw new AppError("wrong_usage", "There are several tenants: say which with tenant.");
  return first?.tenant ?? "default";
}
