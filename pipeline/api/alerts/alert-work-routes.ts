import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { alert } from "../../../queries/alerts/by-uid.ts";
import { alertRows } from "../../../queries/alerts/rows.ts";
import { alertsSimilar } from "../../../queries/alerts/similar.ts";
import { tuningPreview } from "../../../queries/alerts/tuning-preview.ts";
import { tuningRules } from "../../../queries/alerts/tuning-rules.ts";
import {
  AlertEvents,
  PolicyDraft,
  PreviewQuery,
  SimilarAlerts,
  TuningBody,
  TuningChanged,
  TuningList,
  TuningPreview,
} from "../../../schemas/api-alert-work.ts";
import { draftPolicy } from "../../core/alerts/draft-policy.ts";
import { AppError } from "../../core/errors.ts";
import type { ApiDeps } from "../api-deps.ts";
import { oneTenant, tenantParameter } from "../asked-parameters.ts";
import { actorOf } from "../caller.ts";
import { REVISION } from "../govern/annotation-routes.ts";
import { callerOf } from "../guard-routes.ts";
import { askedTenant, describing } from "../route-words.ts";

const closed = { additionalProperties: false } as const;
const TenantQuery = Type.Object(tenantParameter, closed);
const UidParams = Type.Object({ uid: Type.String() });
const RuleParams = Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }) });
const MOST_SIMILAR = 50;
const MOST_ROWS = 1_000;
/** Until the end of the last window. */
const WINDOW_MS = 3_600_000;
const read = { scope: "read" } as const;
const write = { scope: "alerts" } as const;

/** What helps with judging alerts: those alike, the rows behind one, a policy out of one, and rules that hide some. */
export const alertWorkRoutes =
  (deps: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const describe = describing("alerts");
    const about = (...words: Parameters<typeof describe>) => ({ ...describe(...words), querystring: TenantQuery });

    const similar = { ...about("Alerts of the same detection or on the same app", SimilarAlerts), params: UidParams };
    app.get("/v1/alerts/:uid/similar", { config: read, schema: similar }, async (request) => {
      const { tenant, uid } = await alertOf(deps, request.params.uid, askedTenant(request));
      return {
        tenant,
        uid,
        alerts: [...(await deps.reader.rows(alertsSimilar, { tenant, uid, limit: MOST_SIMILAR }))],
      };
    });

    const rows = { ...about("The events behind an alert", AlertEvents, "A thousand at most."), params: UidParams };
    app.get("/v1/alerts/:uid/rows", { config: read, schema: rows }, async (request) => {
      const { tenant, uid, app_id, source, ...times } = await alertOf(deps, request.params.uid, askedTenant(request));
      const from_ms = Date.parse(times.first_activity_at);
      const to_ms = Math.max(Date.parse(times.last_activity_at), from_ms + WINDOW_MS);
      const asked = { tenant, app_id, source, from_ms, to_ms, limit: MOST_ROWS };
      return { tenant, uid, rows: [...(await deps.reader.rows(alertRows, asked))] };
    });

    const draft = { ...about("A policy that asks for what an alert was about", PolicyDraft), params: UidParams };
    app.get("/v1/alerts/:uid/policy-draft", { config: read, schema: draft }, async (request) => {
      const found = await alertOf(deps, request.params.uid, askedTenant(request));
      return { tenant: found.tenant, uid: found.uid, document: draftPolicy(found) };
    });

    app.get(
      "/v1/tuning-rules",
      { config: read, schema: about("Rules that hide alerts", TuningList) },
      async (request) => {
        const tenant = await oneTenant(deps.reader, askedTenant(request));
        return { tenant, rules: [...(await deps.reader.rows(tuningRules, { tenant }))] };
      },
    );

    const put = { ...about("Make or change a rule that hides alerts", TuningChanged, REVISION), params: RuleParams };
    app.put("/v1/tuning-rules/:name", { config: write, schema: { ...put, body: TuningBody } }, async (request) => {
      const tenant = await oneTenant(deps.reader, askedTenant(request));
      const { name } = request.params;
      const revision = await deps.tuning.change({ ...request.body, tenant, name, actor: actorOf(callerOf(request)) });
      return { tenant, name, revision };
    });

    const preview = { ...about("Which past alerts a rule would hide", TuningPreview), querystring: PreviewQuery };
    app.get("/v1/tuning-preview", { config: read, schema: preview }, async (request) => {
      const tenant = await oneTenant(deps.reader, askedTenant(request));
      const found = await deps.reader.rows(tuningPreview, {
        ...NO_PATTERN,
        ...request.query,
        tenant,
        limit: MOST_ROWS,
      });
      const true_positives = found.filter(({ classification }) => classification === "true_positive").length;
      return { tenant, alerts: [...found], true_positives };
    });
  };

const NO_PATTERN = { detection: "", app_id: "", source: "", severity: "", title: "" };

async function alertOf({ reader }: ApiDeps, uid: string, tenant: string) {
  const [latest] = await reader.rows(alert, { tenant, uid, limit: 1 });
  if (!latest)
    throw new AppError("not_found", "There is no alert with this uid. GET /v1/alerts lists those there are.");
  return latest;
}
