import type { RowOf } from "../../../queries/define-query.ts";
import { fiveMinuteWindows } from "../../../queries/usage/five-minutes.ts";
import type { QueryReader } from "../../core/ports.ts";
import { FIVE_MINUTES_S, HOUR_S } from "../../stats/usage/metrics.ts";
import { DEVIATION_SCORE, type Deviation, scoreOf } from "./deviation.ts";

/** Hours in one query: their names stay well below the server's limit on an address. */
const HOURS_A_QUERY = 500;

type Row = RowOf<typeof fiveMinuteWindows>;

type AppWindow = Pick<Deviation, "tenant" | "source" | "app_id" | "window_s" | "at_s"> & { readonly metric: string };

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
  for await (const [hour, rows] of withRows(reader, hours))
    for (const window of busierAndBusier(hour, amountsOf(hour, rows))) found.push(window);
  return found;
}

/**
 * Those windows whose absence from a run says something. Hours are counted after their minutes, under load long after:
 * a run that went by an hour which is not yet as busy as its minutes has not looked at them.
 */
export async function inCountedHours<T extends AppWindow>(
  reader: QueryReader,
  windows: readonly T[],
): Promise<ReadonlySet<T>> {
  const counted = new Set(windows);
  const five_minutes = windows.filter(({ window_s }) => window_s === FIVE_MINUTES_S);
  for await (const [window, rows] of withRows(reader, five_minutes)) {
    const minutes = rows.find(({ at_s, kept }) => kept === 0 && at_s === window.at_s);
    const of_hour = rows.flatMap((row) => (row.kept === 1 ? [amountOf(window, row) ?? 0] : []));
    const amount = minutes && amountOf(window, minutes);
    if ((amount ?? 0) > Math.max(0, ...of_hour)) counted.delete(window);
  }
  return counted;
}

/** Each window with what its app did in all five minutes of that hour. */
async function* withRows<T extends AppWindow>(
  reader: QueryReader,
  windows: readonly T[],
): AsyncGenerator<readonly [T, readonly Row[]]> {
  for (let first = 0; first < windows.length; first += HOURS_A_QUERY) {
    const part = windows.slice(first, first + HOURS_A_QUERY);
    const rows_of = part.map((window): [T, Row[]] => [window, []]);
    for (const row of await readWindows(reader, part)) rows_of[row.asked]?.[1].push(row);
    yield* rows_of;
  }
}

function readWindows(reader: QueryReader, windows: readonly AppWindow[]): Promise<readonly Row[]> {
  return reader.rows(fiveMinuteWindows, {
    tenants: windows.map(({ tenant }) => tenant),
    sources: windows.map(({ source }) => source),
    app_ids: windows.map(({ app_id }) => app_id),
    hours_s: windows.map(({ at_s }) => Math.floor(at_s / HOUR_S) * HOUR_S),
  });
}

function amountsOf(hour: AppWindow, rows: readonly Row[]): FiveMinutes[] {
  const has_minutes = rows.some(({ kept }) => kept === 0);
  return rows.flatMap((row) => {
    const amount = amountOf(hour, row);
    return amount === null || (has_minutes && row.kept === 1) ? [] : [{ at_s: row.at_s, amount }];
  });
}

function amountOf({ metric }: AppWindow, { calls, errors, bytes_read, bytes_written }: Row): number | null {
  return new Map(Object.entries({ calls, errors, bytes_read, bytes_written })).get(metric) ?? null;
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
