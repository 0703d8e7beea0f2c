/** One minute of one tenant whose usage rows are to be made anew; seconds since the epoch. */
export interface Minute {
  readonly tenant: string;
  readonly minute_s: number;
}

export const HOUR_S = 3_600;
export const DAY_S = 86_400;

/** The beginning (UTC) of the day that a moment lies in. */
export function dayOf(minute_s: number): number {
  return minute_s - (minute_s % DAY_S);
}

export function minutesByDay(minutes: readonly Minute[]): ReadonlyMap<number, readonly Minute[]> {
  return groupBy(minutes, ({ minute_s }) => dayOf(minute_s));
}

export function groupBy<T, K>(values: readonly T[], keyOf: (value: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}

export function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
