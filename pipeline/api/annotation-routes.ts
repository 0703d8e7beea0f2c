import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { type Static, Type } from "typebox";
import { annotation } from "../../queries/annotation.ts";
import { AppAnnotation, AppAnnotationChange, AppAnnotationHistory } from "../../schemas/api-annotations.ts";
import { ApiError } from "../../schemas/api-error.ts";
import { tidyTags } from "../core/annotation-words.ts";
import { type KnownApp, knownApp } from "../core/known-app.ts";
import { appAnnotation } from "./annotation-answer.ts";
import type { ApiDeps } from "./api-deps.ts";
import { AppParams, tenantParameter } from "./asked-parameters.ts";
import { actorOf, readTenant } from "./caller.ts";
import { callerOf } from "./guard-routes.ts";

/** More than people change about one app. */
const MAX_REVISIONS = 1_000;

const TenantQuery = Type.Object(tenantParameter, { additionalProperties: false });

const read = { scope: "read" } as const;
const write = { scope: "write" } as const;
const security = [{ token: [] }];
const failures = { "4xx": ApiError, "5xx": ApiError };
export const REVISION = "Made on an older revision than the one that stands, a change is refused with 409.";

export const annotationRoutes =
  (deps: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const one = {
      tags: ["apps"],
      security,
      summary: "Tags and note of one app, and who said what before",
      params: AppParams,
      querystring: TenantQuery,
      response: { 200: AppAnnotationHistory, ...failures },
    };
    app.get("/v1/apps/:app_id/annotation", { config: read, schema: one }, async (request) => {
      const tenant = readTenant(callerOf(request), request.query.tenant);
      return annotationOf(deps, await knownApp(deps.reader, request.params.app_id, tenant));
    });

    const change = {
      ...one,
      summary: "Change tags or note of one app",
      description: REVISION,
      body: AppAnnotationChange,
      response: { 200: AppAnnotation, ...failures },
    };
    app.patch("/v1/apps/:app_id/annotation", { config: write, schema: change }, async (request) => {
      const caller = callerOf(request);
      const known = await knownApp(deps.reader, request.params.app_id, readTenant(caller, request.query.tenant));
      const { tags, ...body } = request.body;
      const subject = { tenant: known.tenant, subject: "app", subject_id: known.app_id } as const;
      const said = { ...body, tags: tags && tidyTags(tags) };
      return appAnnotation(await deps.annotations.change({ ...subject, ...said, actor: actorOf(caller) }));
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
