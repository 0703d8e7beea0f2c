import { saidOf } from "../../../stats/usage/said-windows.ts";
import { hourlySeries, type RowRange, seriesRanges, type UsageTable } from "../../../stats/usage/table.ts";
import { appOf, keyOf, NO_ROWS, type Surroundings } from "../detect-usage.ts";
import { NO_SETTINGS } from "../detection-settings.ts";
import { appModels } from "../watches/app-models.ts";
import { scoreSeries } from "../watches/score-series.ts";
import type { KnownApp, KnownApps } from "./known-apps.ts";
import { rowPrinter } from "./row-prints.ts";

export interface NewHours {
  /** What is known reaches up to here. */
  readonly until_s: number;
  readonly to_s: number;
  /** Deviations before this are not wanted any more. */
  readonly from_s: number;
  readonly base_s: number;
}

/** Every known app but the suspects learns the hours of a table, which holds these hours alone. Answers the apps that are not known. */
export function learnHours(
  apps: KnownApps,
  table: UsageTable,
  hours: NewHours,
  suspects: ReadonlySet<string>,
  around: Surroundings,
): ReadonlySet<string> {
  const learn = appLearner(apps, table, hours, around);
  const rows_of = new Map([...seriesRanges(table)].map((rows) => [keyOf(appOf(table, rows)), rows]));
  const to_walk = new Set([...rows_of.keys()].filter((key) => apps.get(key) === undefined));
  for (const [key, known] of apps.all()) {
    if (!suspects.has(key)) learn(key, known, rows_of.get(key) ?? NO_ROWS);
  }
  return to_walk;
}

function appLearner(
  apps: KnownApps,
  table: UsageTable,
  { until_s, from_s, to_s, base_s }: NewHours,
  { lifeOf, peers, settings = NO_SETTINGS }: Surroundings,
): (key: string, known: KnownApp, rows: RowRange) => void {
  const models = appModels();
  const print = rowPrinter();
  return (key, known, rows) => {
    const kept = known.deviations.filter((deviation) => deviation.at_s >= from_s);
    if (to_s === until_s) return apps.set(key, { ...known, deviations: kept });
    const { app } = known;
    const life = lifeOf(app.tenant, app.source);
    models.restore(known.state);
    const calendar = settings.calendarOf(app.tenant);
    const series = hourlySeries(table, rows, { from_s: until_s, to_s, given: models.given }, life.isAlive, calendar);
    const said = saidOf(settings.feedback, app);
    const around = { said, peers, feed_from_s: life.first_s, from_s };
    const found = scoreSeries(series, { ...app, ...around }, models);
    print(known.prints, table, rows, base_s);
    apps.keep({ app, deviations: [...kept, ...found], models }, known);
  };
}
