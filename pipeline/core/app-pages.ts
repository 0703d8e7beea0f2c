import { appList } from "../../queries/app-list.ts";
import type { ParamsOf } from "../../queries/define-query.ts";
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
} from "../../schemas/app-list.ts";
import type { QueryReader } from "./ports.ts";

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

const BEGINNING: AppPlace = { key_null: 0, key_number: 0, key_text: "", tenant: "", app_id: "" };

/** Amounts and times come largest first, words by alphabet, where nobody says. */
export function isDescending(sort: AppSort): boolean {
  return !APP_TEXT_SORTS.some((name) => name === sort);
}

/** One page of apps as last judged. `timeOf` reads a bound that is a time. */
export async function appsPage(
  reader: QueryReader,
  asked: AppsAsked,
  page: { readonly after?: AppPlace | undefined; readonly limit: number; readonly timeOf: TimeOf },
): Promise<AppsPage> {
  const { key_null, key_number, key_text, tenant, app_id } = page.after ?? BEGINNING;
  const rows = await reader.rows(appList, {
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
  });
  const shown = rows.slice(0, page.limit);
  const apps = shown.map(({ key_null: _null, key_number: _number, key_text: _text, ...app }) => app);
  return { apps, next: rows.length > page.limit ? shown.at(-1) : undefined };
}

export type TimeOf = (name: string, text: string) => number;

/** Apps of one query when all are wanted: some ten megabytes at most. */
const APPS_AT_ONCE = 2_000;

/** All apps, some at a time: memory does not grow with them, and whoever reads slowly holds up no query. */
export async function* everyApp(
  reader: QueryReader,
  asked: AppsAsked,
  timeOf: TimeOf,
): AsyncGenerator<readonly ListedApp[]> {
  let after: AppPlace | undefined;
  do {
    const page: AppsPage = await appsPage(reader, asked, { after, limit: APPS_AT_ONCE, timeOf });
    yield page.apps;
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
