import type { CommonEvent } from "../../../schemas/common-event.ts";
import { ACTOR_TYPES, EVENT_KINDS, OUTCOMES } from "../../../schemas/event-words.ts";

/** When an event has to be for the store to take it whatever its clock says. */
export interface CertainTimes {
  readonly from_ms: number;
  readonly until_ms: number;
}

const DAY_MS = 86_400_000;
/** The clocks of the store and of this machine are nearer to each other than this. */
const CLOCKS_APART_MS = DAY_MS / 2;
/** Epoch milliseconds with fewer digits are taken for a mistake. */
const FIRST_TWELVE_DIGITS = 100_000_000_000;

export function certainTimes(now_ms: number, keep_events_days?: number): CertainTimes {
  const kept_from = keep_events_days ? now_ms - keep_events_days * DAY_MS + CLOCKS_APART_MS : 0;
  // The store takes a day more than now.
  return { from_ms: Math.max(FIRST_TWELVE_DIGITS, kept_from), until_ms: now_ms + DAY_MS - CLOCKS_APART_MS };
}

/**
 * Says of events whose values have their fields' types whether the store has nothing against them. Only the store gives
 * verdicts: what is not certain here may well be an event, and takes along what quarantine wants to have of it.
 */
export function certainty(times: CertainTimes): (event: Partial<CommonEvent>) => boolean {
  const isCertainTime = certainTime(times);
  return ({ tenant, event_id, kind, at, outcome, actor_type, duration_ms }) =>
    !tenant &&
    Boolean(event_id) &&
    kind !== undefined &&
    KINDS.has(kind) &&
    GIVEN_OUTCOMES.has(outcome ?? "unknown") &&
    GIVEN_ACTOR_TYPES.has(actor_type ?? "unknown") &&
    (duration_ms ?? 0) >= 0 &&
    isCertainTime(at);
}

const KINDS: ReadonlySet<string> = new Set(EVENT_KINDS);
const GIVEN_OUTCOMES: ReadonlySet<string> = new Set(OUTCOMES);
const GIVEN_ACTOR_TYPES: ReadonlySet<string> = new Set(ACTOR_TYPES);

/** As mappers write times. Of one length and with one offset, they are in the order of their letters. */
const USUAL_TIME = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const DATE_LENGTH = 10;

function certainTime({ from_ms, until_ms }: CertainTimes): (at: unknown) => boolean {
  const [from, until] = [new Date(from_ms).toISOString(), new Date(until_ms).toISOString()];
  let known_day = "";
  const isDay = (date: string): boolean => {
    if (date === known_day) return true;
    const found = new Date(`${date}T00:00:00Z`);
    if (Number.isNaN(found.getTime()) || !found.toISOString().startsWith(date)) return false;
    known_day = date;
    return true;
  };
  return (at) => {
    if (typeof at === "number") return at >= from_ms && at <= until_ms;
    return (
      typeof at === "string" && at >= from && at <= until && USUAL_TIME.test(at) && isDay(at.slice(0, DATE_LENGTH))
    );
  };
}
