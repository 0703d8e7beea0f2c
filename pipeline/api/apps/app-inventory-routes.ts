import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { type Static, Type } from "typebox";
import { appPermissions } from "../../../queries/apps/permissions.ts";
import { inventoryAppChanges } from "../../../queries/inventory/app-changes.ts";
import { AppInventoryPart, AppPermissionsPart } from "../../../schemas/api-app-parts.ts";
import { knownApp } from "../../core/apps/known-app.ts";
import { appInventory } from "../../core/apps/page.ts";
import type { ApiDeps } from "../api-deps.ts";
import { AppParams, tenantParameter } from "../asked-parameters.ts";
import { askedApp, askedTenant, describing } from "../route-words.ts";
import { isoTime, parseTime } from "../time-span.ts";

const TenantQuery = Type.Object(tenantParameter, { additionalProperties: false });
const AtQuery = Type.Object(
  { ...tenantParameter, at: Type.Optional(Type.String({ description: "As of this time; now without it." })) },
  { additionalProperties: false },
);

export const appInventoryRoutes =
  (deps: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const config = { scope: "read" } as const;
    const about = describing("apps");
    const permissions = {
      ...about("Permissions of one app, whether they are in use, and what smaller one would do", AppPermissionsPart),
      params: AppParams,
      querystring: TenantQuery,
    };
    app.get("/v1/apps/:app_id/permissions", { config, schema: permissions }, async (request) => {
      const { tenant, app_id } = await askedApp(deps.reader, request);
      return { tenant, app_id, permissions: [...(await deps.reader.rows(appPermissions, { tenant, app_id }))] };
    });
    const inventory = {
      ...about(
        "What one app held at a time: permissions, consents, credentials, and every change until then",
        AppInventoryPart,
      ),
      params: AppParams,
      querystring: AtQuery,
    };
    app.get("/v1/apps/:app_id/inventory", { config, schema: inventory }, (request) => {
      const tenant = askedTenant(request);
      return inventoryOf(deps, { ...request.params, tenant, at: request.query.at });
    });
  };

async function inventoryOf(
  { reader, clock }: ApiDeps,
  asked: { readonly app_id: string; readonly tenant: string; readonly at: string | undefined },
): Promise<Static<typeof AppInventoryPart>> {
  const { tenant, app_id } = await knownApp(reader, asked.app_id, asked.tenant);
  const until_ms = asked.at === undefined ? clock.now_ms() : parseTime("at", asked.at);
  const { permissions, credentials, consents, requests, changes } = appInventory(
    await reader.rows(inventoryAppChanges, { tenant, app_id, until_ms }),
  );
  return {
    tenant,
    app_id,
    as_of: isoTime(until_ms),
    permissions: [...permissions],
    credentials: [...credentials],
    consents: [...consents],
    requests: [...requests],
    changes: [...changes],
  };
}
