/** The rows of one query of a panel, as ClickHouse gives them. */
export type Frame = readonly Readonly<Record<string, unknown>>[];

/** One line, or the bars of one colour: moments (epoch milliseconds) and amounts. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [at_ms: number, amount: number | null])[];
}

/** Names of the columns; the order is the query's. */
export function columnsOf(frame: Frame): readonly string[] {
  return Object.keys(frame[0] ?? {});
}

/** The series of a frame whose first column is the time: one a number column, or one for each text of the split column. */
export function seriesOf(frame: Frame, is_split: boolean): readonly Series[] {
  const [time = "", ...others] = columnsOf(frame);
  const split = is_split ? others.find((name) => frame.some((row) => typeof row[name] === "string")) : undefined;
  const numbers = others.filter((name) => name !== split);
  if (split === undefined) return numbers.map((name) => ({ name, points: pointsOf(frame, time, name) }));
  const [amount = ""] = numbers;
  const names = [...new Set(frame.map((row) => String(row[split])))];
  return names.map((name) => ({
    name,
    points: pointsOf(
      frame.filter((row) => row[split] === name),
      time,
      amount,
    ),
  }));
}

function pointsOf(frame: Frame, time: string, name: string): Series["points"] {
  return frame.map((row) => [momentOf(row[time]), typeof row[name] === "number" ? row[name] : null] as const);
}

/** ClickHouse's times are UTC and do not say so. */
export function momentOf(text: unknown): number {
  return Date.parse(`${String(text).replace(" ", "T")}Z`);
}
