import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { type Static, Type } from "typebox";
import { windowFeedback } from "../../../queries/deviations/feedback.ts";
import { FeedbackAnswer, FeedbackBody, FeedbackList } from "../../../schemas/api-feedback.ts";
import type { ApiDeps } from "../api-deps.ts";
import { oneTenant, tenantParameter } from "../asked-parameters.ts";
import { actorOf } from "../caller.ts";
import { callerOf } from "../guard-routes.ts";
import { type Asking, askedTenant, describing } from "../route-words.ts";
import { isoTime } from "../time-span.ts";

const closed = { additionalProperties: false } as const;
const TenantQuery = Type.Object(tenantParameter, closed);
const history = Type.Optional(Type.Boolean({ description: "With everything that was ever said and taken back." }));
const ListQuery = Type.Object({ ...tenantParameter, history }, closed);
const IdParams = Type.Object({ feedback_id: Type.String({ minLength: 1, maxLength: 100 }) });
/** Like rules that hide alerts. */
const write = { scope: "alerts" } as const;

const EFFECT = "The service scores these windows, and what they taught, again within minutes, however old they are.";

/** What people say of windows of usage: mute, maintenance, expected, not expected. */
export const feedbackRoutes =
  (deps: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const about = describing("alerts");
    const tenantOf = (request: Asking) => oneTenant(deps.reader, askedTenant(request));

    const list = { ...about("What was said of windows of usage", FeedbackList), querystring: ListQuery };
    app.get("/v1/feedback", { config: { scope: "read" }, schema: list }, async (request) =>
      listFeedback(deps, await tenantOf(request), request.query.history === true),
    );

    const say = { ...about("Say something of windows of usage", FeedbackAnswer, EFFECT), querystring: TenantQuery };
    app.post("/v1/feedback", { config: write, schema: { ...say, body: FeedbackBody } }, async (request) => {
      const tenant = await tenantOf(request);
      const { from, to, app_id = "", source = "", metric = "", ...body } = request.body;
      const span = { from_ms: Date.parse(from), to_ms: Date.parse(to) };
      const said = { tenant, app_id, source, metric, ...body, ...span, actor: actorOf(callerOf(request)) };
      const { feedback_id, revision } = await deps.feedback.say(said);
      return { tenant, feedback_id, revision, removed: false };
    });

    const take = { ...about("Take back what was said", FeedbackAnswer, EFFECT), querystring: TenantQuery };
    const schema = { ...take, params: IdParams };
    app.delete("/v1/feedback/:feedback_id", { config: write, schema }, async (request) => {
      const tenant = await tenantOf(request);
      const actor = actorOf(callerOf(request));
      const { feedback_id, revision } = await deps.feedback.takeBack(tenant, request.params.feedback_id, actor);
      return { tenant, feedback_id, revision, removed: true };
    });
  };

async function listFeedback(
  { reader }: ApiDeps,
  tenant: string,
  with_history: boolean,
): Promise<Static<typeof FeedbackList>> {
  const rows = await reader.rows(windowFeedback, { tenant, history: with_history ? 1 : 0 });
  const feedback = rows.map(({ from_s, to_s, recorded_ms, removed, actor, tenant: _, ...row }) => ({
    ...row,
    from: isoTime(from_s * 1000),
    to: isoTime(to_s * 1000),
    removed: removed === 1,
    changed_by: actor,
    changed_at: isoTime(recorded_ms),
  }));
  return { tenant, feedback };
}
