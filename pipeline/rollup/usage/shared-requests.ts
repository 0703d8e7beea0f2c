import { salesforceRequests } from "../../../queries/rollup/salesforce-requests.ts";
import type { QueryReader } from "../../core/ports.ts";
import { DAY_S, type Minute, minutesByDay, unique } from "../minutes.ts";

const MINUTE_S = 60;
/** Salesforce ends a request after ten minutes: the rows of one are no further apart. */
const REQUEST_MAX_S = 600;

/**
 * These minutes, and those whose Salesforce rows belong to an app that only these minutes name: the two rows of one
 * request may come hours apart, and lie on both sides of a minute's end.
 */
export async function withSharedRequests(reader: QueryReader, minutes: readonly Minute[]): Promise<readonly Minute[]> {
  const all = new Map(minutes.map((minute) => [keyOf(minute), minute]));
  for (const [day_s, group] of minutesByDay(minutes)) {
    const tenants = [...unique(group.map(({ tenant }) => tenant))];
    const minutes_s = [...unique(group.map(({ minute_s }) => minute_s))];
    const span = { tenants, minutes_s, from_s: day_s, to_s: day_s + DAY_S, ...sharedRequestParams(minutes_s) };
    for (const found of await reader.rows(salesforceRequests, span)) all.set(keyOf(found), found);
  }
  return [...all.values()];
}

/** How far from a row, and in which minutes around these, others may stand that tell of the same request. */
export function sharedRequestParams(minutes_s: readonly number[]): { request_max_s: number; near_minutes_s: number[] } {
  const near = new Set<number>();
  for (const minute_s of minutes_s)
    for (let near_s = minute_s - REQUEST_MAX_S; near_s <= minute_s + REQUEST_MAX_S; near_s += MINUTE_S)
      if (near_s >= 0) near.add(near_s);
  return { request_max_s: REQUEST_MAX_S, near_minutes_s: [...near] };
}

function keyOf({ tenant, minute_s }: Minute): string {
  return `${minute_s} ${tenant}`;
}
