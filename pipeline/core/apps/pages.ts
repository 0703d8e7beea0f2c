import { appList } from "../../../queries/apps/list.ts";
import type { ParamsOf } from "../../../queries/define-query.ts";
import {
  APP_BOUNDS,
  APP_CHOICES,
  APP_FLAGS,
  APP_SPANS,
  APP_TEXT_SORTS,
  type AppFilters,
  type AppSort,
  type ListedApp,
  namesIn,
} from "../../../schemas/app-list.ts";
import type { QueryReader } from "../ports.ts";

/** Which apps, in which order. */
export interface AppsAsked {
  /** Empty: of every tenant. */
  readonly tenant: string;
  readonly search: string;
  readonly filters: AppFilters;
  readonly sort: AppSort;
  readonly descending: boolean;
}

/** The last app of a page, and the keys by which it stands there. */
export interface AppPlace {
  readonly key_null: number;
  readonly key_number: number;
  readonly key_text: string;
  readonly tenant: string;
  readonly app_id: string;
}

export interface AppsPage {
  readonly apps: readonly ListedApp[];
  /** Behind which app the next page begins; missing: this is the last one. */
  readonly next: AppPlace | undefined;
}

/** The same page as lines of JSON. */
export interface AppLines {
  readonly lines: readonly string[];
  readonly next: AppPlace | undefined;
}

interface PageAsked {
  readonly after?: AppPlace | undefined;
  readonly limit: number;
  readonly timeOf: TimeOf;
}

const BEGINNING: AppPlace = { key_null: 0, key_number: 0, key_text: "", tenant: "", app_id: "" };

/** Amounts and times come largest first, words by alphabet, where nobody says. */
export function isDescending(sort: AppSort): boolean {
  return !APP_TEXT_SORTS.some((name) => name === sort);
}

/** One page of apps as last judged. `timeOf` reads a bound that is a time. */
export async function appsPage(reader: QueryReader, asked: AppsAsked, page: PageAsked): Promise<AppsPage> {
  const rows = await reader.rows(appList, listParams(asked, page));
  const shown = rows.slice(0, page.limit);
  const apps = shown.map(({ key_null: _null, key_number: _number, key_text: _text, ...app }) => app);
  return { apps, next: rows.length > page.limit ? shown.at(-1) : undefined };
}

/** What a row holds from here on says where it stands, and is no part of the app. Within a text the quotes are escaped. */
const PLACE_BEGINS = ',"key_null":';

/** One page as the store wrote it: only the row on which the next page hangs is parsed. */
export async function appLines(reader: QueryReader, asked: AppsAsked, page: PageAsked): Promise<AppLines> {
  const rows = await reader.lines(appList, listParams(asked, page));
  const shown = rows.slice(0, page.limit);
  const lines = shown.map((row) => `${row.slice(0, row.lastIndexOf(PLACE_BEGINS))}}`);
  return { lines, next: rows.length > page.limit ? JSON.parse(shown.at(-1) ?? "") : undefined };
}

function listParams(asked: AppsAsked, page: PageAsked): ParamsOf<typeof appList> {
  const { key_null, key_number, key_text, tenant, app_id } = page.after ?? BEGINNING;
  return {
    ...filterParams(asked.filters, page.timeOf),
    tenant: asked.tenant,
    search: asked.search,
    sort: asked.sort,
    descending: asked.descending ? 1 : 0,
    after_null: key_null,
    after_number: key_number,
    after_text: key_text,
    after_tenant: tenant,
    after_app_id: app_id,
    limit: page.limit + 1,
  };
}

export type TimeOf = (name: string, text: string) => number;

/** Apps of one query when all are wanted: some ten megabytes at most. */
const APPS_AT_ONCE = 2_000;

/** All apps, some at a time: memory does not grow with them, and whoever reads slowly holds up no query. */
export function everyApp(reader: QueryReader, asked: AppsAsked, timeOf: TimeOf): AsyncGenerator<AppsPage> {
  return everyPage((after) => appsPage(reader, asked, { after, limit: APPS_AT_ONCE, timeOf }));
}

/** The same as lines of JSON. */
export function everyAppLine(reader: QueryReader, asked: AppsAsked, timeOf: TimeOf): AsyncGenerator<AppLines> {
  return everyPage((after) => appLines(reader, asked, { after, limit: APPS_AT_ONCE, timeOf }));
}

async function* everyPage<P extends Pick<AppsPage, "next">>(
  read: (after: AppPlace | undefined) => Promise<P>,
): AsyncGenerator<P> {
  let after: AppPlace | undefined;
  do {
    const page: P = await read(after);
    yield page;
    after = page.next;
  } while (after !== undefined);
}

type Filters = Pick<
  ParamsOf<typeof appList>,
  keyof typeof APP_CHOICES | keyof typeof APP_FLAGS | (typeof APP_BOUNDS)[number] | (typeof APP_SPANS)[number]
>;

function filterParams(said: AppFilters, timeOf: TimeOf): Filters {
  const entries = [
    ...namesIn(APP_CHOICES).map((name) => [name, said[name] ?? []] as const),
    ...namesIn(APP_FLAGS).map((name) => [name, flagOf(said[name])] as const),
    ...APP_BOUNDS.map((name) => [name, said[name] ?? null] as const),
    ...APP_SPANS.map((name) => [name, timeIn(name, said[name], timeOf)] as const),
  ];
  // Every name of the four lists is in it, each with its own kind of value.
  return Object.fromEntries(entries) as Filters;
}

function flagOf(said: boolean | undefined): number {
  return said === undefined ? -1 : Number(said);
}

function timeIn(name: string, text: string | undefined, timeOf: TimeOf): number | null {
  return text === undefined ? null : timeOf(name, text);
}
