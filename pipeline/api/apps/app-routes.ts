import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { type Static, Type } from "typebox";
import { appAlerts } from "../../../queries/apps/alerts.ts";
import { annotation } from "../../../queries/apps/annotation.ts";
import { appData } from "../../../queries/apps/data.ts";
import { appDirectory } from "../../../queries/apps/directory.ts";
import { appFacts } from "../../../queries/apps/facts.ts";
import { appFirstSeen } from "../../../queries/apps/first-seen.ts";
import { appUsers } from "../../../queries/apps/users.ts";
import type { RowOf } from "../../../queries/define-query.ts";
import { AppBrief, AppPage } from "../../../schemas/api-app.ts";
import type { KnownApp } from "../../core/apps/known-app.ts";
import type { ApiDeps } from "../api-deps.ts";
import { AppParams, tenantParameter } from "../asked-parameters.ts";
import { DAY_SPAN_RULE, daySpanOf, saidSpan } from "../day-span.ts";
import { appAnnotation } from "../govern/annotation-answer.ts";
import { askedApp, describing } from "../route-words.ts";
import { spanParameters } from "../time-span.ts";
import { appLinks } from "./app-links.ts";
import { bothWays, totalsOf } from "./app-totals.ts";

/** A page has room for so many; the part of first-seen values has all. */
const NEWEST_VALUES = 20;

const SpanQuery = Type.Object({ ...tenantParameter, ...spanParameters }, { additionalProperties: false });
type SpanQuery = Static<typeof SpanQuery>;

export const appRoutes =
  (deps: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const about = describing("apps");
    const config = { scope: "read" } as const;
    const ofOne = { params: AppParams, querystring: SpanQuery };
    const page = { ...about("The page of one app", AppPage, DAY_SPAN_RULE), ...ofOne };
    app.get("/v1/apps/:app_id", { config, schema: page }, async (request) => {
      return appPage(deps, await askedApp(deps.reader, request), request.query);
    });
    const brief = { ...about("One app in short, for other portals", AppBrief, DAY_SPAN_RULE), ...ofOne };
    app.get("/v1/apps/:app_id/summary", { config, schema: brief }, async (request) => {
      return appBrief(deps, await askedApp(deps.reader, request), request.query);
    });
  };

async function appPage(deps: ApiDeps, app: KnownApp, query: SpanQuery): Promise<Static<typeof AppPage>> {
  const { reader } = deps;
  const { tenant, app_id, app_ids } = app;
  const span = await daySpanOf(deps, query);
  const { from_ms, to_ms } = span;
  const of = { tenant, app_ids };
  const first_user = { sort: "calls", search: "", priority_only: 0, limit: 1, offset: 0 } as const;
  const [facts, directory, data_usage, users, alerts, first_seen, annotations] = await Promise.all([
    reader.rows(appFacts, { tenant, app_id }),
    reader.rows(appDirectory, of),
    reader.rows(appData, { ...of, from_ms, to_ms }),
    reader.rows(appUsers, { ...of, from_ms, to_ms, ...first_user }),
    reader.rows(appAlerts, of),
    reader.rows(appFirstSeen, { ...of, attribute: "", from_ms, to_ms, limit: NEWEST_VALUES, offset: 0 }),
    reader.rows(annotation, { tenant, subject: "app", subject_id: app_id, limit: 1 }),
  ]);
  const said = directory[0] ?? EMPTY_DIRECTORY;
  return {
    ...app,
    ...saidSpan(span),
    facts: facts[0] ?? null,
    directory: said,
    annotation: appAnnotation(annotations[0]),
    totals: totalsOf(data_usage, span.before_is_kept),
    data_usage: [...data_usage],
    users: users[0]?.users_in_all ?? 0,
    priority_users: users[0]?.priority_in_all ?? 0,
    alerts: [...alerts],
    first_seen: [...first_seen],
    links: appLinks(app, said),
  };
}

async function appBrief(deps: ApiDeps, app: KnownApp, query: SpanQuery): Promise<Static<typeof AppBrief>> {
  const { tenant, app_id, app_ids } = app;
  const span = await daySpanOf(deps, query);
  const { from_ms, to_ms } = span;
  const [facts, directory, data_usage, alerts] = await Promise.all([
    deps.reader.rows(appFacts, { tenant, app_id }),
    deps.reader.rows(appDirectory, { tenant, app_ids }),
    deps.reader.rows(appData, { tenant, app_ids, from_ms, to_ms }),
    deps.reader.rows(appAlerts, { tenant, app_ids }),
  ]);
  const { calls, bytes_read, bytes_written } = totalsOf(data_usage, false);
  const open = alerts.filter(({ status }) => status.toLowerCase() !== "resolved");
  const [judged] = facts;
  return {
    tenant,
    app_id,
    app_name: judged?.app_name ?? "",
    ...saidSpan(span),
    usage_level: judged?.usage_level ?? "unknown",
    calls,
    bytes_read,
    bytes_written,
    bytes: bothWays({ bytes_read, bytes_written }),
    risk_score: judged?.risk_score ?? null,
    privilege_level: judged?.privilege_level ?? null,
    open_alerts: open.reduce((sum, row) => sum + row.alerts, 0),
    links: appLinks(app, directory[0] ?? EMPTY_DIRECTORY),
  };
}

const EMPTY_DIRECTORY: RowOf<typeof appDirectory> = {
  service_principal_id: "",
  application_object_id: "",
  reply_urls: [],
  owners: [],
  directory_tags: [],
  directory_note: "",
  last_status: "",
  last_status_by: "",
  last_status_at: null,
};
