import type { RowOf } from "../../../queries/define-query.ts";
import { fiveMinuteWindows } from "../../../queries/five-minute-windows.ts";
import type { QueryReader } from "../../core/ports.ts";
import { FIVE_MINUTES_S } from "../../stats/usage-metrics.ts";
import { DEVIATION_SCORE, type Deviation, scoreOf } from "./deviation.ts";

/** Hours in one query: their names stay well below the server's limit on an address. */
const HOURS_A_QUERY = 500;

type Row = RowOf<typeof fiveMinuteWindows>;

/** What an app did in five minutes. */
export interface FiveMinutes {
  readonly at_s: number;
  readonly amount: number;
}

/**
 * The same deviations, with the windows of five minutes in place of the hours whose busiest one is outside its range:
 * until then such a deviation stands at the beginning of its hour.
 */
export async function withFiveMinutes(reader: QueryReader, deviations: readonly Deviation[]): Promise<Deviation[]> {
  const hours = deviations.filter(({ window_s }) => window_s === FIVE_MINUTES_S);
  const found = deviations.filter(({ window_s }) => window_s !== FIVE_MINUTES_S);
  for (let first = 0; first < hours.length; first += HOURS_A_QUERY) {
    const part = hours.slice(first, first + HOURS_A_QUERY);
    const rows_of = part.map((): Row[] => []);
    for (const row of await readWindows(reader, part)) rows_of[row.asked]?.push(row);
    part.forEach((hour, asked) => {
      for (const window of busierAndBusier(hour, amountsOf(hour, rows_of[asked] ?? []))) found.push(window);
    });
  }
  return found;
}

function readWindows(reader: QueryReader, hours: readonly Deviation[]): Promise<readonly Row[]> {
  return reader.rows(fiveMinuteWindows, {
    tenants: hours.map(({ tenant }) => tenant),
    sources: hours.map(({ source }) => source),
    app_ids: hours.map(({ app_id }) => app_id),
    hours_s: hours.map(({ at_s }) => at_s),
  });
}

function amountsOf({ metric }: Deviation, rows: readonly Row[]): FiveMinutes[] {
  const has_minutes = rows.some(({ kept }) => kept === 0);
  return rows.flatMap((row) => {
    const { calls, errors, bytes_read, bytes_written } = row;
    const amount = new Map(Object.entries({ calls, errors, bytes_read, bytes_written })).get(metric) ?? null;
    return amount === null || (has_minutes && row.kept === 1) ? [] : [{ at_s: row.at_s, amount }];
  });
}

/**
 * The windows outside the range that are busier than all before them in their hour, in order of time. The first says
 * when it began and the last is the busiest; and what comes later in the hour changes none of them.
 */
export function busierAndBusier(hour: Deviation, windows: readonly FiveMinutes[]): Deviation[] {
  const found: Deviation[] = [];
  let busiest = Number.NEGATIVE_INFINITY;
  for (const { at_s, amount } of windows) {
    const score = scoreOf(amount, hour.expected, hour.high ?? Number.POSITIVE_INFINITY);
    if (amount <= busiest || score < DEVIATION_SCORE) continue;
    busiest = amount;
    found.push({ ...hour, at_s, observed: amount, score });
  }
  return found;
}
