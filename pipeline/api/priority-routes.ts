import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { type Static, Type } from "typebox";
import { priorityAccounts } from "../../queries/priority-accounts.ts";
import { PriorityAccounts, PriorityAnswer, PriorityChange } from "../../schemas/api-annotations.ts";
import { ApiError } from "../../schemas/api-error.ts";
import { tidyUserId } from "../core/annotation-words.ts";
import { REVISION } from "./annotation-routes.ts";
import type { ApiDeps } from "./api-deps.ts";
import { oneTenant, tenantParameter } from "./asked-parameters.ts";
import { actorOf, readTenant } from "./caller.ts";
import { callerOf } from "./guard-routes.ts";
import { DEFAULT_LIMIT, pageOf, pageParameters } from "./page.ts";

const TenantQuery = Type.Object(tenantParameter, { additionalProperties: false });
const ListQuery = Type.Object({ ...tenantParameter, ...pageParameters }, { additionalProperties: false });
const UserParams = Type.Object({
  user_id: Type.String({ minLength: 1, description: "Sign-in name or directory id, in any case." }),
});

export const priorityRoutes =
  (deps: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const security = [{ token: [] }];
    const failures = { "4xx": ApiError, "5xx": ApiError };
    const list = {
      tags: ["users"],
      security,
      summary: "Priority accounts: those the operator names, and those the directory marks",
      querystring: ListQuery,
      response: { 200: PriorityAccounts, ...failures },
    };
    app.get("/v1/priority-accounts", { config: { scope: "read" }, schema: list }, async (request) => {
      const asked = readTenant(callerOf(request), request.query.tenant);
      return listAccounts(deps, await oneTenant(deps.reader, asked), request.query);
    });

    const change = {
      tags: ["users"],
      security,
      summary: "Say whether a user is a priority account",
      description: REVISION,
      params: UserParams,
      querystring: TenantQuery,
      body: PriorityChange,
      response: { 200: PriorityAnswer, ...failures },
    };
    app.put("/v1/priority-accounts/:user_id", { config: { scope: "write" }, schema: change }, async (request) => {
      const caller = callerOf(request);
      const tenant = await oneTenant(deps.reader, readTenant(caller, request.query.tenant));
      const user_id = tidyUserId(request.params.user_id);
      const subject = { tenant, subject: "user", subject_id: user_id } as const;
      const stands = await deps.annotations.change({ ...subject, ...request.body, actor: actorOf(caller) });
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
