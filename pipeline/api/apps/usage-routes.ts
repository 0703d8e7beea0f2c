import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { type Static, Type } from "typebox";
import { apps } from "../../../queries/apps/totals.ts";
import { appUsage } from "../../../queries/apps/usage.ts";
import {
  APP_SORTS,
  AppList,
  AppUsage,
  USAGE_BUCKETS,
  USAGE_SPLITS,
  type UsageBucket,
} from "../../../schemas/api-apps.ts";
import { knownApp } from "../../core/apps/known-app.ts";
import { AppError } from "../../core/errors.ts";
import type { ApiDeps } from "../api-deps.ts";
import { AppParams, tenantParameter } from "../asked-parameters.ts";
import { DEFAULT_LIMIT, pageOf, pageParameters } from "../page.ts";
import { askedTenant, describing } from "../route-words.ts";
import { HOUR_MS, isoTime, type Span, spanOf, spanParameters, widen } from "../time-span.ts";
import { written } from "../write-answer.ts";

const BUCKETS = {
  minute: { ms: 60_000, table: "usage_minute" },
  hour: { ms: HOUR_MS, table: "usage_hour" },
  day: { ms: 24 * HOUR_MS, table: "usage_day" },
} as const satisfies Record<UsageBucket, { readonly ms: number; readonly table: string }>;

/** A chart shows some hundreds of points: the finest bucket with at most this many is chosen when none is asked for. */
const CHART_POINTS = 360;
/** A week of minutes, more than a year of hours. */
const MAX_BUCKETS = 10_080;
/** About ten megabytes of JSON. */
const MAX_USAGE_ROWS = 50_000;

const AppsQuery = Type.Object(
  {
    tenant: Type.Optional(Type.String({ description: "Only this tenant; without it all that the token may read." })),
    q: Type.Optional(Type.String({ maxLength: 200, description: "Part of the name or id, in any case." })),
    sort: Type.Optional(
      Type.Enum([...APP_SORTS], { default: "calls", description: "Amounts and times: largest first." }),
    ),
    ...spanParameters,
    ...pageParameters,
  },
  { additionalProperties: false },
);

const UsageQuery = Type.Object(
  {
    ...tenantParameter,
    ...spanParameters,
    bucket: Type.Optional(Type.Enum(["auto", ...USAGE_BUCKETS], { default: "auto" })),
    split: Type.Optional(
      Type.Enum([...USAGE_SPLITS], {
        description:
          "By source: every feed beside the others. Else each service and class counts in its leading feed only.",
      }),
    ),
  },
  { additionalProperties: false },
);

export const usageRoutes =
  (deps: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const about = describing("apps");
    const config = { scope: "read" } as const;
    const list = about(
      "What known apps did in a span",
      AppList,
      "Without from and to: the last 30 days. The span is widened to whole hours.",
    );
    app.get("/v1/usage", { config, schema: { ...list, querystring: AppsQuery } }, (request) =>
      listApps(deps, { ...request.query, tenant: askedTenant(request) }),
    );

    const usage = {
      ...about("One app over time", AppUsage, "Without from and to: the last 30 days. Null: no feed gave the value."),
      params: AppParams,
      querystring: UsageQuery,
    };
    app.get("/v1/apps/:app_id/usage", { config, schema: usage }, (request) => {
      const tenant = askedTenant(request);
      return usageOf(deps, request.params.app_id, { ...request.query, tenant });
    });
  };

async function listApps(deps: ApiDeps, query: Static<typeof AppsQuery>): Promise<Static<typeof AppList>> {
  const { tenant = "", q = "", sort = "calls", limit = DEFAULT_LIMIT, offset = 0 } = query;
  const span = widen(spanOf(query, deps.clock.now_ms()), HOUR_MS);
  const found = await deps.reader.rows(apps, { tenant, search: q, sort, ...span, limit: limit + 1, offset });
  const page = pageOf(found, limit, offset);
  return { from: isoTime(span.from_ms), to: isoTime(span.to_ms), apps: page.rows, next_offset: page.next_offset };
}

async function usageOf(
  deps: ApiDeps,
  any_id: string,
  query: Static<typeof UsageQuery> & { readonly tenant: string },
): Promise<AppUsage> {
  const asked = spanOf(query, deps.clock.now_ms());
  const bucket = chooseBucket(asked, query.bucket ?? "auto");
  const { tenant, app_id, app_ids } = await knownApp(deps.reader, any_id, query.tenant);
  const span = widen(asked, BUCKETS[bucket].ms);
  const split = query.split ?? null;
  const usage = await deps.reader.lines(appUsage, {
    usage_table: BUCKETS[bucket].table,
    tenant,
    app_ids,
    ...span,
    split: split ?? "",
    limit: MAX_USAGE_ROWS + 1,
  });
  if (usage.length > MAX_USAGE_ROWS) throw tooMuch(`more than ${MAX_USAGE_ROWS} rows`);
  return { tenant, app_id, from: isoTime(span.from_ms), to: isoTime(span.to_ms), bucket, split, usage: written(usage) };
}

function chooseBucket(span: Span, asked: UsageBucket | "auto"): UsageBucket {
  const length_ms = span.to_ms - span.from_ms;
  if (asked === "auto") return USAGE_BUCKETS.find((bucket) => length_ms / BUCKETS[bucket].ms <= CHART_POINTS) ?? "day";
  const buckets = Math.ceil(length_ms / BUCKETS[asked].ms);
  if (buckets > MAX_BUCKETS) throw tooMuch(`${buckets} buckets of a ${asked}`);
  return asked;
}

function tooMuch(what: string): AppError {
  return new AppError("wrong_usage", `That is ${what}: ask for a larger bucket, a shorter span or no split.`);
}
