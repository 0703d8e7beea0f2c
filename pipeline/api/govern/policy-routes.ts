import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { policies } from "../../../queries/policies/list.ts";
import {
  BacktestAnswer,
  BacktestBody,
  PolicyChange,
  PolicyChanged,
  PolicyDetail,
  PolicyDiff,
  PolicyList,
} from "../../../schemas/api-policies.ts";
import { AppError } from "../../core/errors.ts";
import { lineDiff } from "../../core/line-diff.ts";
import type { ApiDeps } from "../api-deps.ts";
import { oneTenant, tenantParameter } from "../asked-parameters.ts";
import { actorOf } from "../caller.ts";
import { callerOf } from "../guard-routes.ts";
import { type Asking, askedTenant, describing } from "../route-words.ts";
import { REVISION } from "./annotation-routes.ts";

const NameParams = Type.Object({ name: Type.String({ maxLength: 63 }) });
const closed = { additionalProperties: false } as const;
const TenantQuery = Type.Object(tenantParameter, closed);
const revision = Type.Integer({ minimum: 0 });
const DeleteQuery = Type.Object({ ...tenantParameter, revision }, closed);
const DiffQuery = Type.Object(
  { ...tenantParameter, from: Type.Optional(revision), to: Type.Optional(revision) },
  closed,
);

const read = { scope: "read" } as const;
const respond = { scope: "respond" } as const;

export const policyRoutes =
  (deps: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const about = describing("policies");
    const tenantOf = (request: Asking) => oneTenant(deps.reader, askedTenant(request));

    const list = { ...about("Policies as they stand", PolicyList), querystring: TenantQuery };
    app.get("/v1/policies", { config: read, schema: list }, async (request) => {
      const tenant = await tenantOf(request);
      const stand = await deps.reader.rows(policies, { tenant, name: "", newest_only: 1 });
      return { tenant, policies: stand.map(({ document: _document, ...policy }) => policy) };
    });

    const of_one = { params: NameParams, querystring: TenantQuery };
    const one = { ...about("One policy with its history", PolicyDetail), ...of_one };
    app.get("/v1/policies/:name", { config: read, schema: one }, async (request) => {
      const tenant = await tenantOf(request);
      const history = await historyOf(deps, tenant, request.params.name);
      const [stands] = history;
      if (!stands || stands.state === "deleted") throw unknown(request.params.name);
      return { tenant, ...stands, history: [...history] };
    });

    const diff = { ...about("What changed between two revisions of a policy", PolicyDiff), params: NameParams };
    app.get(
      "/v1/policies/:name/diff",
      { config: read, schema: { ...diff, querystring: DiffQuery } },
      async (request) => {
        const { name } = request.params;
        const tenant = await tenantOf(request);
        const history = await historyOf(deps, tenant, name);
        const to = request.query.to ?? history[0]?.revision ?? 0;
        const from = request.query.from ?? Math.max(0, to - 1);
        return { tenant, name, from, to, lines: [...lineDiff(documentAt(history, from), documentAt(history, to))] };
      },
    );

    const put = { ...about("Bring a policy", PolicyChanged, REVISION), ...of_one, body: PolicyChange };
    app.put("/v1/policies/:name", { config: respond, schema: put }, async (request) => {
      const { name } = request.params;
      const tenant = await tenantOf(request);
      const [brought, another] = deps.policy_work.read(request.body.document);
      if (!brought || another) throw new AppError("wrong_usage", "The document must hold one policy.");
      if (brought.name !== name)
        throw new AppError(
          "wrong_usage",
          `line ${brought.line}: name: is ${brought.name}, but the address says ${name}.`,
        );
      const { line: _line, ...policy } = brought;
      const change = { ...policy, revision: request.body.revision, place: "document" };
      const changed = await deps.policies.change({ tenant, actor: actorOf(callerOf(request)), policies: [change] });
      return {
        tenant,
        name,
        revision: request.body.revision === 0 ? await standsAt(deps, tenant, name) : request.body.revision + changed,
      };
    });

    const gone = {
      ...about("Take a policy out of force; its history stays", PolicyChanged, REVISION),
      params: NameParams,
    };
    app.delete(
      "/v1/policies/:name",
      { config: respond, schema: { ...gone, querystring: DeleteQuery } },
      async (request) => {
        const { name } = request.params;
        const tenant = await tenantOf(request);
        const [stands] = await historyOf(deps, tenant, name);
        if (!stands || stands.state === "deleted") throw unknown(name);
        const { title, severity } = stands;
        const change = {
          name,
          title,
          severity,
          state: "deleted",
          document: "",
          revision: request.query.revision,
          place: name,
        };
        await deps.policies.change({ tenant, actor: actorOf(callerOf(request)), policies: [change] });
        return { tenant, name, revision: request.query.revision + 1 };
      },
    );

    const backtest = {
      ...about(
        "Which apps a policy would have matched on each of the last days",
        BacktestAnswer,
        "Takes seconds a day; those who come at once wait for each other.",
      ),
      querystring: TenantQuery,
      body: BacktestBody,
    };
    app.post("/v1/policies/backtest", { config: respond, schema: backtest }, async (request) => {
      const tenant = await tenantOf(request);
      const { document, days = DEFAULT_DAYS } = request.body;
      const found = await deps.policy_work.backtest({ text: document, tenant, days });
      return { tenant, days: found.map(({ day, matches }) => ({ day, matches: [...matches] })) };
    });
  };

const DEFAULT_DAYS = 30;

function historyOf({ reader }: ApiDeps, tenant: string, name: string) {
  return reader.rows(policies, { tenant, name, newest_only: 0 });
}

async function standsAt(deps: ApiDeps, tenant: string, name: string): Promise<number> {
  return (await historyOf(deps, tenant, name))[0]?.revision ?? 0;
}

function documentAt(
  history: readonly { readonly revision: number; readonly document: string }[],
  revision_asked: number,
): string {
  if (revision_asked === 0) return "";
  const found = history.find((row) => row.revision === revision_asked);
  if (!found) throw new AppError("not_found", `There is no revision ${revision_asked} of this policy.`);
  return found.document;
}

function unknown(name: string): AppError {
  return new AppError("not_found", `There is no policy ${name}. GET /v1/policies lists those there are.`);
}
