import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { type Static, Type } from "typebox";
import { annotation } from "../../../queries/apps/annotation.ts";
import { AppAnnotation, AppAnnotationChange, AppAnnotationHistory } from "../../../schemas/api-annotations.ts";
import { tidyTags } from "../../core/annotation-words.ts";
import type { KnownApp } from "../../core/apps/known-app.ts";
import type { ApiDeps } from "../api-deps.ts";
import { AppParams, tenantParameter } from "../asked-parameters.ts";
import { actorOf } from "../caller.ts";
import { callerOf } from "../guard-routes.ts";
import { askedApp, describing } from "../route-words.ts";
import { appAnnotation } from "./annotation-answer.ts";

/** More than people change about one app. */
const MAX_REVISIONS = 1_000;

const TenantQuery = Type.Object(tenantParameter, { additionalProperties: false });

const read = { scope: "read" } as const;
const write = { scope: "write" } as const;
export const REVISION = "Made on an older revision than the one that stands, a change is refused with 409.";

export const annotationRoutes =
  (deps: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const about = describing("apps");
    const ofOne = { params: AppParams, querystring: TenantQuery };
    const one = { ...about("Tags and note of one app, and who said what before", AppAnnotationHistory), ...ofOne };
    app.get("/v1/apps/:app_id/annotation", { config: read, schema: one }, async (request) => {
      return annotationOf(deps, await askedApp(deps.reader, request));
    });

    const change = {
      ...about("Change tags or note of one app", AppAnnotation, REVISION),
      ...ofOne,
      body: AppAnnotationChange,
    };
    app.patch("/v1/apps/:app_id/annotation", { config: write, schema: change }, async (request) => {
      const known = await askedApp(deps.reader, request);
      const { tags, ...body } = request.body;
      const subject = { tenant: known.tenant, subject: "app", subject_id: known.app_id } as const;
      const said = { ...body, tags: tags && tidyTags(tags) };
      return appAnnotation(await deps.annotations.change({ ...subject, ...said, actor: actorOf(callerOf(request)) }));
    });
  };

async function annotationOf(
  { reader }: ApiDeps,
  { tenant, app_id }: KnownApp,
): Promise<Static<typeof AppAnnotationHistory>> {
  const params = { tenant, subject: "app", subject_id: app_id, limit: MAX_REVISIONS } as const;
  const history = (await reader.rows(annotation, params)).map(appAnnotation);
  return { tenant, app_id, ...(history[0] ?? appAnnotation(undefined)), history };
}
