import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { type Static, Type } from "typebox";
import { appData } from "../../../queries/apps/data.ts";
import { appFirstSeen } from "../../../queries/apps/first-seen.ts";
import { appPriorityData } from "../../../queries/apps/priority-data.ts";
import { appSignIns } from "../../../queries/apps/sign-ins.ts";
import { appUsers } from "../../../queries/apps/users.ts";
import { appValues } from "../../../queries/apps/values.ts";
import {
  AppDataPart,
  AppFirstSeenPart,
  AppPriorityDataPart,
  AppSignInsPart,
  AppUsersPart,
  AppValuesPart,
  USER_SORTS,
  VALUE_ATTRIBUTES,
} from "../../../schemas/api-app-parts.ts";
import type { KnownApp } from "../../core/apps/known-app.ts";
import type { ApiDeps } from "../api-deps.ts";
import { AppParams, tenantParameter } from "../asked-parameters.ts";
import { DAY_SPAN_RULE, type DaySpan, daySpanOf, saidSpan } from "../day-span.ts";
import { DEFAULT_LIMIT, pageOf, pageParameters } from "../page.ts";
import { askedApp, describing } from "../route-words.ts";
import { isoTime, spanParameters } from "../time-span.ts";

const span = { ...tenantParameter, ...spanParameters };
const search = {
  q: Type.Optional(Type.String({ maxLength: 2_048, description: "Part of the value, in any case." })),
};
const flag = (description: string) => Type.Optional(Type.Boolean({ default: false, description }));
const strict = { additionalProperties: false };

const SpanQuery = Type.Object(span, strict);
const UsersQuery = Type.Object(
  {
    ...span,
    ...search,
    ...pageParameters,
    sort: Type.Optional(Type.Enum([...USER_SORTS], { default: "bytes_read" })),
    priority_only: flag("Only priority accounts."),
  },
  strict,
);
const ValuesQuery = Type.Object(
  {
    ...span,
    ...search,
    ...pageParameters,
    attribute: Type.Enum([...VALUE_ATTRIBUTES]),
    by_service: flag("One row for each service; of users and sensitivity labels only."),
  },
  strict,
);
const FirstSeenQuery = Type.Object(
  { ...span, ...pageParameters, attribute: Type.Optional(Type.String({ description: "Only this one." })) },
  strict,
);

export const appPartsRoutes =
  (deps: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const config = { scope: "read" } as const;
    const about = describing("apps");
    const part = <R extends object, Q>(summary: string, querystring: Q, answer: R) => ({
      config,
      schema: { ...about(summary, answer, DAY_SPAN_RULE), params: AppParams, querystring },
    });

    app.get(
      "/v1/apps/:app_id/data",
      part("Data usage of one app by service and resource type, with the span before", SpanQuery, AppDataPart),
      async (request) => {
        return dataOf(deps, await askedApp(deps.reader, request), await daySpanOf(deps, request.query));
      },
    );
    app.get(
      "/v1/apps/:app_id/priority-data",
      part("Data usage of one app for priority accounts, by service", SpanQuery, AppPriorityDataPart),
      async (request) => {
        const known = await askedApp(deps.reader, request);
        return priorityDataOf(deps, known, await daySpanOf(deps, request.query));
      },
    );
    app.get(
      "/v1/apps/:app_id/users",
      part("Users of one app by what it moved for them", UsersQuery, AppUsersPart),
      async (request) => usersOf(deps, await askedApp(deps.reader, request), request.query),
    );
    app.get(
      "/v1/apps/:app_id/values",
      part("Addresses, countries, networks, user agents, failures or labels of one app", ValuesQuery, AppValuesPart),
      async (request) => valuesOf(deps, await askedApp(deps.reader, request), request.query),
    );
    app.get(
      "/v1/apps/:app_id/sign-ins",
      part("Sign-ins of one app, aggregated", SpanQuery, AppSignInsPart),
      async (request) => {
        const known = await askedApp(deps.reader, request);
        return signInsOf(deps, known, await daySpanOf(deps, request.query));
      },
    );
    app.get(
      "/v1/apps/:app_id/first-seen",
      part("Values that one app was first seen with in the span, newest first", FirstSeenQuery, AppFirstSeenPart),
      async (request) => firstSeenOf(deps, await askedApp(deps.reader, request), request.query),
    );
  };

const placeOf = ({ tenant, app_id }: KnownApp, span: DaySpan) => ({ tenant, app_id, ...saidSpan(span) });

const paramsOf = ({ tenant, app_ids }: KnownApp, { from_ms, to_ms }: DaySpan) => ({ tenant, app_ids, from_ms, to_ms });

async function dataOf({ reader }: ApiDeps, app: KnownApp, span: DaySpan): Promise<Static<typeof AppDataPart>> {
  const data_usage = [...(await reader.rows(appData, paramsOf(app, span)))];
  return { ...placeOf(app, span), before_from: isoTime(span.before_ms), data_usage };
}

async function priorityDataOf(
  { reader }: ApiDeps,
  app: KnownApp,
  span: DaySpan,
): Promise<Static<typeof AppPriorityDataPart>> {
  const data_usage = [...(await reader.rows(appPriorityData, paramsOf(app, span)))];
  return { ...placeOf(app, span), before_from: isoTime(span.before_ms), data_usage };
}

async function usersOf(
  deps: ApiDeps,
  app: KnownApp,
  query: Static<typeof UsersQuery>,
): Promise<Static<typeof AppUsersPart>> {
  const { q = "", sort = "bytes_read", priority_only = false, limit = DEFAULT_LIMIT, offset = 0 } = query;
  const span = await daySpanOf(deps, query);
  const found = await deps.reader.rows(appUsers, {
    ...paramsOf(app, span),
    sort,
    search: q,
    priority_only: Number(priority_only),
    limit: limit + 1,
    offset,
  });
  const { rows, next_offset } = pageOf(found, limit, offset);
  const [first] = rows;
  return {
    ...placeOf(app, span),
    users_in_all: first?.users_in_all ?? 0,
    priority_in_all: first?.priority_in_all ?? 0,
    users: rows.map(({ users_in_all: _all, priority_in_all: _priority, ...user }) => user),
    next_offset,
  };
}

async function valuesOf(
  deps: ApiDeps,
  app: KnownApp,
  query: Static<typeof ValuesQuery>,
): Promise<Static<typeof AppValuesPart>> {
  const { attribute, q = "", by_service = false, limit = DEFAULT_LIMIT, offset = 0 } = query;
  const span = await daySpanOf(deps, query);
  const found = await deps.reader.rows(appValues, {
    ...paramsOf(app, span),
    attribute,
    sign_ins_only: 0,
    by_service: Number(by_service),
    search: q,
    limit: limit + 1,
    offset,
  });
  const { rows, next_offset } = pageOf(found, limit, offset);
  return { ...placeOf(app, span), attribute, values: rows, next_offset };
}

async function signInsOf({ reader }: ApiDeps, app: KnownApp, span: DaySpan): Promise<Static<typeof AppSignInsPart>> {
  const params = paramsOf(app, span);
  const most = { sign_ins_only: 1, by_service: 0, search: "", limit: DEFAULT_LIMIT, offset: 0 } as const;
  const by = async (attribute: (typeof VALUE_ATTRIBUTES)[number]) => [
    ...(await reader.rows(appValues, { ...params, ...most, attribute })),
  ];
  const [totals, failure_reasons, ips, countries, networks, user_agents] = await Promise.all([
    reader.rows(appSignIns, params),
    by("failure"),
    by("ip"),
    by("country"),
    by("asn"),
    by("user_agent"),
  ]);
  const counts = totals[0] ?? { sign_ins: 0, failures: 0, sign_ins_before: 0, failures_before: 0 };
  return { ...placeOf(app, span), ...counts, failure_reasons, ips, countries, networks, user_agents };
}

async function firstSeenOf(
  deps: ApiDeps,
  app: KnownApp,
  query: Static<typeof FirstSeenQuery>,
): Promise<Static<typeof AppFirstSeenPart>> {
  const { attribute = "", limit = DEFAULT_LIMIT, offset = 0 } = query;
  const span = await daySpanOf(deps, query);
  const found = await deps.reader.rows(appFirstSeen, { ...paramsOf(app, span), attribute, limit: limit + 1, offset });
  const { rows, next_offset } = pageOf(found, limit, offset);
  return { ...placeOf(app, span), values: rows, next_offset };
}
