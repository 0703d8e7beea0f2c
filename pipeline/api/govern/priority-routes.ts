import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { type Static, Type } from "typebox";
import { priorityAccounts } from "../../../queries/apps/priority-accounts.ts";
import { PriorityAccounts, PriorityAnswer, PriorityChange } from "../../../schemas/api-annotations.ts";
import { tidyUserId } from "../../core/annotation-words.ts";
import type { ApiDeps } from "../api-deps.ts";
import { oneTenant, tenantParameter } from "../asked-parameters.ts";
import { actorOf } from "../caller.ts";
import { callerOf } from "../guard-routes.ts";
import { DEFAULT_LIMIT, pageOf, pageParameters } from "../page.ts";
import { askedTenant, describing } from "../route-words.ts";
import { REVISION } from "./annotation-routes.ts";

const TenantQuery = Type.Object(tenantParameter, { additionalProperties: false });
const ListQuery = Type.Object({ ...tenantParameter, ...pageParameters }, { additionalProperties: false });
const UserParams = Type.Object({
  user_id: Type.String({ minLength: 1, description: "Sign-in name or directory id, in any case." }),
});

export const priorityRoutes =
  (deps: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const about = describing("users");
    const list = {
      ...about("Priority accounts: those the operator names, and those the directory marks", PriorityAccounts),
      querystring: ListQuery,
    };
    app.get("/v1/priority-accounts", { config: { scope: "read" }, schema: list }, async (request) => {
      const asked = askedTenant(request);
      return listAccounts(deps, await oneTenant(deps.reader, asked), request.query);
    });

    const change = {
      ...about("Say whether a user is a priority account", PriorityAnswer, REVISION),
      params: UserParams,
      querystring: TenantQuery,
      body: PriorityChange,
    };
    app.put("/v1/priority-accounts/:user_id", { config: { scope: "write" }, schema: change }, async (request) => {
      const tenant = await oneTenant(deps.reader, askedTenant(request));
      const user_id = tidyUserId(request.params.user_id);
      const subject = { tenant, subject: "user", subject_id: user_id } as const;
      const stands = await deps.annotations.change({ ...subject, ...request.body, actor: actorOf(callerOf(request)) });
      const { revision, priority, note } = stands;
      return { tenant, user_id, revision, priority, note };
    });
  };

async function listAccounts(
  { reader }: ApiDeps,
  tenant: string,
  { limit = DEFAULT_LIMIT, offset = 0 }: Static<typeof ListQuery>,
): Promise<Static<typeof PriorityAccounts>> {
  const found = await reader.rows(priorityAccounts, { tenant, limit: limit + 1, offset });
  const { rows, next_offset } = pageOf(found, limit, offset);
  return { tenant, accounts: rows, next_offset };
}
