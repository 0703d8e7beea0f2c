import { usageOverTime } from "../queries/usage/over-time.ts";
import { type Bindings, type BoundQuery, CHOSEN_APP_IDS, selectFrom, sql } from "./kit/bind-query.ts";

/** Of many apps, hours are worth their cost for about a week; of one app for longer than a month. */
const HOURS_FOR_DAYS = { of_all: 8, of_one: 40 } as const;

const ALL = {
  hours_for_days: HOURS_FOR_DAYS.of_all,
  app_ids: [],
  services: [],
  operation_classes: [],
  split: "",
  rank_by: "calls",
} as const;

type UsageBindings = Omit<Bindings<typeof usageOverTime>, "split">;
type Column = "calls" | "errors" | "error_rate" | "bytes_read" | "bytes_written" | "bytes";

/** Usage of all apps over time, one series a column; `bindings` narrows it down. */
export function usageQuery(columns: readonly Column[], bindings: UsageBindings = {}): BoundQuery {
  const wanted = Object.fromEntries(columns.map((column) => [column, column]));
  return selectFrom(
    usageOverTime,
    { ...ALL, ...bindings },
    { time: "time", ...wanted },
    `${onlyKnown(columns, "")}ORDER BY time`,
  );
}

/** One measure over time, one series for each of the largest of what it is split by. */
export function splitUsageQuery(
  split: "service" | "operation_class" | "app",
  column: Column,
  bindings: UsageBindings = {},
): BoundQuery {
  return selectFrom(
    usageOverTime,
    { ...ALL, ...bindings, split },
    { time: "time", [split]: "series", [column]: column },
    `${onlyKnown([column], `PARTITION BY ${split}`)}ORDER BY time, ${split}`,
  );
}

/** Bytes that no feed gives are no rows, so that the panel's words stand there and no empty axes; with a split, no series. */
function onlyKnown(columns: readonly Column[], each: string): string {
  if (!columns.every((column) => column.startsWith("bytes"))) return "";
  const known = columns.map((column) => `isNotNull(${column})`).join(" OR ");
  return `QUALIFY max(${known}) OVER (${each}) = 1\n`;
}

/** Of the app that is chosen at the top. */
export const OF_CHOSEN_APP = { app_ids: CHOSEN_APP_IDS, hours_for_days: HOURS_FOR_DAYS.of_one } as const;

export const bothWays = sql(
  "if(bytes_read IS NULL AND bytes_written IS NULL, NULL, ifNull(bytes_read, 0) + ifNull(bytes_written, 0))",
);
