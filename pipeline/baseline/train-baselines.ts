import { setImmediate as nextTurn } from "node:timers/promises";
import type { RowOf } from "../../queries/define-query.ts";
import { windowFeedback } from "../../queries/deviations/feedback.ts";
import { tenantCalendars } from "../../queries/tenants/calendars.ts";
import { feedHours } from "../../queries/usage/feed-hours.ts";
import { usagePages } from "../../queries/usage/pages.ts";
import { usageSeries } from "../../queries/usage/series.ts";
import type { Clock, QueryReader, TableWriter } from "../core/ports.ts";
import type { LocalCalendar } from "../stats/calendar/local-calendar.ts";
import { tenantCalendars as calendarsOf } from "../stats/calendar/tenant-calendars.ts";
import { dailySeries } from "../stats/usage/daily-series.ts";
import { type FeedLife, feedLives } from "../stats/usage/feed-life.ts";
import { historyBlocks } from "../stats/usage/history.ts";
import { HOUR_S } from "../stats/usage/metrics.ts";
import { type Feedback, readFeedback, saidOf } from "../stats/usage/said-windows.ts";
import {
  hourlySeries,
  NO_USAGE,
  type RowRange,
  readUsageTable,
  seriesRanges,
  type UsageTable,
  wholeSeries,
} from "../stats/usage/table.ts";
import { type SeasonShape, shapeMaker } from "./season-shape.ts";

export interface BaselineDeps {
  readonly reader: QueryReader;
  readonly writer: TableWriter;
  readonly clock: Clock;
}

export interface BaselineCounts {
  readonly apps: number;
  readonly baselines: number;
}

/** Hours of usage in memory at once: some hundred megabytes, whatever the size of the company. */
const ROWS_A_PAGE = 500_000;
/** Apps learned before what the store says is heard again: some hundredths of a second. */
const APPS_A_TURN = 10;
/** Shapes in one insert, of which the server makes some 200,000 rows. */
const SHAPES_AN_INSERT = 1_500;

/**
 * Write what is normal for each app, metric, window and slot, as of the last whole hour: the very ranges the detector
 * would judge that slot's next window by. The same data and hour give the same rows.
 */
export async function trainBaselines(
  deps: BaselineDeps,
  options: { readonly tenant?: string; readonly to_ms?: number } = {},
): Promise<BaselineCounts> {
  const to_s = Math.floor((options.to_ms ?? deps.clock.now_ms()) / 1000 / HOUR_S) * HOUR_S;
  const from_s = historyBlocks(to_s, to_s + HOUR_S)[0]?.history_from_s ?? 0;
  const span = { tenant: options.tenant ?? "", from_s, to_s };
  const lifeOf = feedLives(await deps.reader.rows(feedHours, span));
  const pages = await deps.reader.rows(usagePages, { ...span, rows: ROWS_A_PAGE, rows_an_app: 0 });
  const calendars = await deps.reader.rows(tenantCalendars, { tenant: span.tenant });
  const feedback = readFeedback(await deps.reader.rows(windowFeedback, { tenant: span.tenant, history: 0 }));
  const shapesOf = appShapes({ lifeOf, calendarOf: calendarsOf(calendars), feedback }, to_s);
  const counts = { apps: 0, baselines: 0 };
  const learn = async (table: UsageTable): Promise<AppShape[]> => {
    const shapes: AppShape[] = [];
    let apps = 0;
    for (const rows of seriesRanges(table)) {
      if (apps++ % APPS_A_TURN === 0) await nextTurn();
      for (const shape of shapesOf(table, rows)) shapes.push(shape);
    }
    counts.apps += apps;
    counts.baselines += shapes.reduce((sum, { slots }) => sum + slots.length, 0);
    return shapes;
  };
  const [first, ...others] = pages;
  let table = await readPage(deps.reader, first, span);
  let shapes: AppShape[] = [];
  for (const next of [...others, undefined]) {
    // While this page is learned, the store writes what was learned of the last one and reads the next.
    const [learned, , read] = await Promise.all([
      learn(table),
      write(deps.writer, shapes, to_s),
      readPage(deps.reader, next, span),
    ]);
    [shapes, table] = [learned, read];
  }
  await write(deps.writer, shapes, to_s);
  const version = { tenant: span.tenant, trained_at: to_s * 1000, history_at: from_s, ...counts };
  const told = { calendars: JSON.stringify(calendars.map(wordsOf)), feedback: feedback.length };
  await deps.writer.insert("baseline_trainings", [{ ...version, ...told, finished_at: deps.clock.now_ms() }]);
  return counts;
}

function wordsOf({
  tenant,
  time_zone,
  country,
  region,
}: RowOf<typeof tenantCalendars>): Readonly<Record<string, string>> {
  return { tenant, time_zone, country, region };
}

type Page = RowOf<typeof usagePages>;
type AppShape = SeasonShape & { readonly tenant: string; readonly source: string; readonly app_id: string };

async function readPage(
  reader: QueryReader,
  page: Page | undefined,
  { from_s, to_s }: { readonly from_s: number; readonly to_s: number },
): Promise<UsageTable> {
  const span = { history_from_s: from_s, from_s, to_s, whole_apps: [] };
  return page === undefined ? NO_USAGE : readUsageTable(await reader.arrow(usageSeries, { ...page, ...span }));
}

interface Surroundings {
  readonly lifeOf: (tenant: string, source: string) => FeedLife;
  readonly calendarOf: (tenant: string) => LocalCalendar;
  readonly feedback: readonly Feedback[];
}

/** All shapes of one app in one feed, hours and days. */
function appShapes(
  { lifeOf, calendarOf, feedback }: Surroundings,
  to_s: number,
): (table: UsageTable, rows: RowRange) => AppShape[] {
  const shapesOf = shapeMaker();
  return (table, rows) => {
    const tenant = table.tenant[rows.from] ?? "";
    const source = table.source[rows.from] ?? "";
    const app_id = table.app_id[rows.from] ?? "";
    const part = wholeSeries(table, rows, to_s);
    const hourly = hourlySeries(table, rows, part, lifeOf(tenant, source).isAlive, calendarOf(tenant));
    const said = saidOf(feedback, { tenant, source, app_id });
    return [...shapesOf(hourly, said), ...shapesOf(dailySeries(hourly), said)].map((shape) => ({
      tenant,
      source,
      app_id,
      ...shape,
    }));
  };
}

async function write(writer: TableWriter, shapes: readonly AppShape[], to_s: number): Promise<void> {
  for (let first = 0; first < shapes.length; first += SHAPES_AN_INSERT) {
    const part = shapes.slice(first, first + SHAPES_AN_INSERT);
    await writer.insert(
      "baseline_shapes",
      part.map((shape) => ({ ...shape, trained_at: to_s * 1000 })),
    );
  }
}
