import { Readable } from "node:stream";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply } from "fastify";
import { type Static, Type } from "typebox";
import { APP_COLUMNS, APP_FILTERS, APP_LIST_SORTS, type AppFilters, ListedApp } from "../../../schemas/app-list.ts";
import {
  type AppPlace,
  type AppsAsked,
  appLines,
  appsPage,
  everyApp,
  everyAppLine,
  isDescending,
} from "../../core/apps/pages.ts";
import { chosen, csvLine } from "../../core/apps/table.ts";
import type { ApiDeps } from "../api-deps.ts";
import { DEFAULT_LIMIT, pageParameters } from "../page.ts";
import { askedTenant, describing } from "../route-words.ts";
import { parseTime } from "../time-span.ts";
import { written } from "../write-answer.ts";
import { readCursor, writeCursor } from "./app-cursor.ts";

const FORMATS = ["json", "csv", "ndjson"] as const;

const AppsQuery = Type.Object(
  {
    tenant: Type.Optional(Type.String({ description: "Only this tenant; without it all that the token may read." })),
    q: Type.Optional(Type.String({ maxLength: 200, description: "Part of the name or id, in any case." })),
    ...APP_FILTERS,
    sort: Type.Optional(
      Type.Enum([...APP_LIST_SORTS], {
        description: "risk_score without it; for csv and ndjson app_id, by which no app is missed while others change.",
      }),
    ),
    order: Type.Optional(
      Type.Enum(["asc", "desc"], {
        description: "Without it amounts and times largest first, words by alphabet. What is not known comes last.",
      }),
    ),
    columns: Type.Optional(Type.Array(Type.Enum([...APP_COLUMNS]), { description: "Only these, in this order." })),
    limit: pageParameters.limit,
    cursor: Type.Optional(Type.String({ maxLength: 4_000, description: "The next_cursor of the page before." })),
    format: Type.Optional(
      Type.Enum([...FORMATS], { description: "csv and ndjson: all apps that fit, without limit and cursor." }),
    ),
  },
  { additionalProperties: false },
);
type AppsQuery = Static<typeof AppsQuery>;

const AppsAnswer = Type.Object({
  apps: Type.Array(Type.Partial(ListedApp)),
  next_cursor: Type.Union([Type.String(), Type.Null()], { description: "Null: this is the last page." }),
});

/** The list of apps as last judged. */
export const appListRoutes =
  (deps: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const schema = {
      ...describing("apps")(
        "Apps as last judged: filtered, sorted, in pages or as a whole",
        AppsAnswer,
        "What the columns mean and by which rules apps are judged: docs/app-judgement.md.",
      ),
      querystring: AppsQuery,
    };
    app.get("/v1/apps", { config: { scope: "read" }, schema }, async (request, reply) => {
      const tenant = askedTenant(request);
      const { format = "json" } = request.query;
      const asked = askedOf(tenant, request.query);
      if (format === "json") return onePage(deps, asked, request.query);
      return stream(reply, format, textOf(deps, asked, { format, columns: request.query.columns ?? [] }));
    });
  };

function askedOf(tenant: string, query: AppsQuery): AppsAsked {
  const {
    tenant: _tenant,
    q = "",
    sort,
    order,
    columns: _columns,
    limit: _limit,
    cursor: _cursor,
    format,
    ...rest
  } = query;
  const chosen_sort = sort ?? (format === undefined || format === "json" ? "risk_score" : "app_id");
  const descending = order === undefined ? isDescending(chosen_sort) : order === "desc";
  const filters: AppFilters = rest;
  return { tenant, search: q, filters, sort: chosen_sort, descending };
}

async function onePage({ reader }: ApiDeps, asked: AppsAsked, query: AppsQuery): Promise<Static<typeof AppsAnswer>> {
  const { limit = DEFAULT_LIMIT, columns = [], cursor } = query;
  const page = { after: cursor === undefined ? undefined : readCursor(asked, cursor), limit, timeOf: parseTime };
  const cursorOf = (next: AppPlace | undefined) => (next === undefined ? null : writeCursor(asked, next));
  if (columns.length === 0) {
    const { lines, next } = await appLines(reader, asked, page);
    return { apps: written(lines), next_cursor: cursorOf(next) };
  }
  const { apps, next } = await appsPage(reader, asked, page);
  return { apps: apps.map((app) => chosen(app, columns)), next_cursor: cursorOf(next) };
}

const TYPES = { csv: "text/csv; charset=utf-8; header=present", ndjson: "application/x-ndjson" } as const;
type StreamFormat = keyof typeof TYPES;

interface Form {
  readonly format: StreamFormat;
  readonly columns: readonly string[];
}

async function* textOf({ reader }: ApiDeps, asked: AppsAsked, { format, columns }: Form): AsyncGenerator<string> {
  if (format === "ndjson" && columns.length === 0) {
    for await (const { lines } of everyAppLine(reader, asked, parseTime))
      yield lines.map((line) => `${line}\n`).join("");
    return;
  }
  const shown = columns.length === 0 ? APP_COLUMNS : columns;
  if (format === "csv") yield csvLine(shown);
  for await (const { apps } of everyApp(reader, asked, parseTime)) {
    const rows = apps.map((app) => chosen(app, shown));
    yield rows.map((row) => (format === "csv" ? csvLine(Object.values(row)) : `${JSON.stringify(row)}\n`)).join("");
  }
}

/** The first rows are read before the answer begins, so that a store that is away is an error and no empty file. */
async function stream(reply: FastifyReply, format: StreamFormat, text: AsyncGenerator<string>): Promise<FastifyReply> {
  const head = await text.next();
  const first = format === "csv" ? [head, await text.next()] : [head];
  async function* all(): AsyncGenerator<string> {
    for (const { value, done } of first) if (!done) yield value;
    yield* text;
  }
  return reply
    .type(TYPES[format])
    .header("content-disposition", `attachment; filename="apps.${format}"`)
    .send(Readable.from(all()));
}
