import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { type Static, Type } from "typebox";
import type { RowOf } from "../../../queries/define-query.ts";
import { actionEvents } from "../../../queries/remediation/action-events.ts";
import { actions } from "../../../queries/remediation/actions.ts";
import { ACTION_STATES } from "../../../schemas/action.ts";
import { ActionBody, ActionDetail, ActionList, DecisionBody, UndoBody } from "../../../schemas/api-actions.ts";
import { knownApp } from "../../core/apps/known-app.ts";
import { AppError } from "../../core/errors.ts";
import type { ApiDeps } from "../api-deps.ts";
import { AppParams, tenantParameter } from "../asked-parameters.ts";
import { actorOf } from "../caller.ts";
import { callerOf } from "../guard-routes.ts";
import { DEFAULT_LIMIT, pageOf, pageParameters } from "../page.ts";
import { askedTenant, describing } from "../route-words.ts";

const closed = { additionalProperties: false } as const;
const TenantQuery = Type.Object(tenantParameter, closed);
const ActionParams = Type.Object({ action_id: Type.String({ maxLength: 100 }) });
const state = Type.Optional(
  Type.Enum([...ACTION_STATES], { description: "waiting: those that somebody has to answer." }),
);
const ListQuery = Type.Object({ ...tenantParameter, ...pageParameters, state }, closed);

const read = { scope: "read" } as const;
const respond = { scope: "respond" } as const;
/** Providers are waited for by their own limits, whether or not somebody still waits for the answer. */
const { signal } = new AbortController();

export const actionRoutes =
  (deps: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const about = describing("actions");

    const list = { ...about("What was done about apps, and what waits", ActionList), querystring: ListQuery };
    app.get("/v1/actions", { config: read, schema: list }, (request) =>
      listActions(deps, askedTenant(request), "", request.query),
    );

    const of_app = { ...about("What was done about one app", ActionList), params: AppParams, querystring: ListQuery };
    app.get("/v1/apps/:app_id/actions", { config: read, schema: of_app }, async (request) => {
      const tenant = askedTenant(request);
      const known = await knownApp(deps.reader, request.params.app_id, tenant);
      return listActions(deps, known.tenant, known.app_id, request.query);
    });

    const ask = {
      ...about("Do something about an app; a dry run unless the service is switched to live", ActionDetail),
      params: AppParams,
      querystring: TenantQuery,
      body: ActionBody,
    };
    app.post("/v1/apps/:app_id/actions", { config: respond, schema: ask }, async (request) => {
      const caller = callerOf(request);
      const tenant = askedTenant(request);
      const known = await knownApp(deps.reader, request.params.app_id, tenant);
      const { dry_run = false, ...asked } = request.body;
      const subject = { tenant: known.tenant, app_id: known.app_id, actor: actorOf(caller) };
      return detailOf(deps, await deps.actions.ask({ ...asked, ...subject, dry_run }, signal));
    });

    const of_one = { params: ActionParams, querystring: TenantQuery };
    const one = { ...about("One action with everything that happened to it", ActionDetail), ...of_one };
    app.get("/v1/actions/:action_id", { config: read, schema: one }, async (request) => {
      const tenant = askedTenant(request);
      return detailOf(deps, await oneAction(deps, tenant, request.params.action_id));
    });

    const decide = { ...about("Approve or reject an action that waits", ActionDetail), ...of_one, body: DecisionBody };
    app.post("/v1/actions/:action_id/decision", { config: respond, schema: decide }, async (request) => {
      const caller = callerOf(request);
      const action = await oneAction(deps, askedTenant(request), request.params.action_id);
      const decision = { tenant: action.tenant, action_id: action.action_id, actor: actorOf(caller) };
      return detailOf(deps, await deps.actions.decide({ ...decision, state: request.body.state }));
    });

    const undo = { ...about("Take an action back", ActionDetail), ...of_one, body: UndoBody };
    app.post("/v1/actions/:action_id/undo", { config: respond, schema: undo }, async (request) => {
      const caller = callerOf(request);
      const action = await oneAction(deps, askedTenant(request), request.params.action_id);
      const { reason, dry_run = false } = request.body;
      const asked = { tenant: action.tenant, action_id: action.action_id, actor: actorOf(caller), reason, dry_run };
      return detailOf(deps, await deps.actions.undo(asked, signal));
    });
  };

const NO_FILTER = { action_id: "", app_id: "", state: "", policy: "", open_only: 0 };

async function listActions(
  { reader }: ApiDeps,
  tenant: string,
  app_id: string,
  { state: asked, limit = DEFAULT_LIMIT, offset = 0 }: Static<typeof ListQuery>,
): Promise<Static<typeof ActionList>> {
  const filter = { ...NO_FILTER, tenant, app_id, state: asked ?? "", limit: limit + 1, offset };
  const { rows, next_offset } = pageOf(await reader.rows(actions, filter), limit, offset);
  return { actions: rows, next_offset };
}

type Action = RowOf<typeof actions>;

async function oneAction({ reader }: ApiDeps, tenant: string, action_id: string): Promise<Action> {
  const [found, another] = await reader.rows(actions, { ...NO_FILTER, tenant, action_id, limit: 2, offset: 0 });
  if (!found)
    throw new AppError("not_found", "There is no action with this id. GET /v1/actions lists those there are.");
  if (another) throw new AppError("wrong_usage", "Several tenants have this action: say which with tenant.");
  return found;
}

async function detailOf({ reader }: ApiDeps, action: Action): Promise<Static<typeof ActionDetail>> {
  const { tenant, action_id } = action;
  return { ...action, events: [...(await reader.rows(actionEvents, { tenant, action_id }))] };
}
