import { type RowOf, sqlText } from "../../queries/define-query.ts";
import { receivedMinutes } from "../../queries/rollup/received-minutes.ts";
import { rollupState } from "../../queries/rollup/state.ts";
import { touchedMinutes } from "../../queries/rollup/touched-minutes.ts";
import { resumedFrom, SETTLE_DELAY_MS } from "../core/insert-limit.ts";
import type { QueryReader } from "../core/ports.ts";
import type { Minute } from "./minutes.ts";
import { USAGE_LEVELS } from "./usage/levels.ts";
import { type DueMinute, minutesDue, type RecomputeDeps, recompute } from "./usage/recompute.ts";

export interface Rollup {
  /** Recompute what was marked since the last call: for freshness. Answers how many minutes. */
  readonly refresh: () => Promise<number>;
  /**
   * The first part of that: `usage_minute` of the minutes that are going on or have just ended. They are what people
   * wait for; one of them costs the server as much as one that came late, and as the hour, which is asked for less.
   */
  readonly refreshRecent: () => Promise<number>;
  /** The other part: `usage_minute` of late events, and the hours and days that are owed. It may run beside the first. */
  readonly catchUp: () => Promise<number>;
  /** Recompute the minutes of one run: its inserts are acknowledged, so that this is exact. */
  readonly finishRun: (run_id: string, since_ms: number) => Promise<number>;
  /**
   * Recompute every minute that got events since the last settling, and remember that. With `alone` nobody else can
   * be inserting, so that it reaches up to now; otherwise it stays behind the longest insert. A function is asked once
   * "now" is taken: who begins to insert after that does so later than what is settled.
   */
  readonly settle: (options: { readonly alone: boolean | (() => boolean) }) => Promise<number>;
}

/** A mark may be visible this long before its events (up to 2 s were measured): until then its minute is done again. */
const MARK_LEAD_MS = 3_000;

/** So long after its end a minute counts as recent: most events take less from where they happened to here. */
const RECENT_MS = 10_000;
const MINUTE_MS = 60_000;
const MINUTES = USAGE_LEVELS.slice(0, 1);
const COARSER = USAGE_LEVELS.slice(1);

const FIRST_SEEN = sqlText(import.meta.url, "first-seen");
/** What is saved last stands, also after the server's clock was set back. */
const SAVE_STATE = `INSERT INTO rollup_state (id, settled_at, saved_at)
SELECT 1, fromUnixTimestamp64Milli({settled_ms:Int64}, 'UTC'),
    greatest(now64(3, 'UTC'), (SELECT max(saved_at) + INTERVAL 1 MILLISECOND FROM rollup_state))`;

/** Keeps the usage tables equal to the events. The events decide; marks only make it fast. */
export function createRollup(deps: RecomputeDeps): Rollup {
  const state: MarkedState = { done_at: new Map(), owed: new Map() };
  const refreshRecent = () => refreshMinutes(deps, state, { isWanted: isRecent, spares: false });
  const catchUp = async () => {
    const minutes = await refreshMinutes(deps, state, { isWanted: (mark) => !isRecent(mark), spares: true });
    await payOwed(deps, state.owed);
    return minutes;
  };
  return {
    refresh: async () => (await refreshRecent()) + (await catchUp()),
    refreshRecent,
    catchUp,
    finishRun: async (run_id, since_ms) => {
      const { now_ms } = await readState(deps.reader);
      return recomputeReceived(deps, { since_ms, until_ms: now_ms, run_id });
    },
    settle: ({ alone }) => settle(deps, alone),
  };
}

type Mark = RowOf<typeof touchedMinutes>;

interface MarkedState {
  /** When a minute was last recomputed, by the server's clock. */
  readonly done_at: Map<string, number>;
  /** Minutes whose hour and day have not followed yet. A kill forgets them, and the next start settles them. */
  readonly owed: Map<string, DueMinute>;
}

function isRecent({ minute_s, now_ms }: Mark): boolean {
  return minute_s * 1_000 + MINUTE_MS + RECENT_MS > now_ms;
}

async function refreshMinutes(
  deps: RecomputeDeps,
  { done_at, owed }: MarkedState,
  { isWanted, spares }: { readonly isWanted: (mark: Mark) => boolean; readonly spares: boolean },
): Promise<number> {
  const marks = await deps.reader.rows(touchedMinutes, { within_ms: SETTLE_DELAY_MS });
  const wanted = marks.filter(
    (mark) => mark.marked_ms > (done_at.get(keyOf(mark)) ?? 0) - MARK_LEAD_MS && isWanted(mark),
  );
  const due = await minutesDue(deps.reader, wanted);
  await recompute(deps, due, { levels: MINUTES, spares });
  for (const minute of due) owed.set(keyOf(minute), minute);
  for (const mark of wanted) done_at.set(keyOf(mark), mark.now_ms);
  const known = new Set(marks.map(keyOf));
  for (const key of done_at.keys()) if (!known.has(key)) done_at.delete(key);
  return wanted.length;
}

/** What is done anew meanwhile is owed anew. */
async function payOwed(deps: RecomputeDeps, owed: Map<string, DueMinute>): Promise<void> {
  const minutes = [...owed];
  await recompute(
    deps,
    minutes.map(([, minute]) => minute),
    { levels: COARSER, spares: true },
  );
  for (const [key, minute] of minutes) if (owed.get(key) === minute) owed.delete(key);
}

async function settle(deps: RecomputeDeps, alone: boolean | (() => boolean)): Promise<number> {
  const { settled_ms: saved_ms, now_ms } = await readState(deps.reader);
  const settled_ms = resumedFrom(saved_ms, now_ms);
  const is_alone = typeof alone === "boolean" ? alone : alone();
  const until_ms = is_alone ? now_ms : now_ms - SETTLE_DELAY_MS;
  if (until_ms <= settled_ms && settled_ms === saved_ms) return 0;
  const minutes = await recomputeReceived(deps, { since_ms: settled_ms, until_ms, run_id: "" }, !is_alone);
  // A killed insert may have left events whose first-seen values never came; minimum and maximum take a second time well.
  if (minutes > 0) await deps.statements.run(FIRST_SEEN, { since_ms: settled_ms });
  await deps.statements.run(SAVE_STATE, { settled_ms: until_ms });
  return minutes;
}

async function recomputeReceived(
  deps: RecomputeDeps,
  span: { since_ms: number; until_ms: number; run_id: string },
  spares = false,
): Promise<number> {
  const minutes = await deps.reader.rows(receivedMinutes, span);
  await recompute(deps, await minutesDue(deps.reader, minutes), { levels: USAGE_LEVELS, spares });
  return minutes.length;
}

async function readState(reader: QueryReader): Promise<{ readonly settled_ms: number; readonly now_ms: number }> {
  const [state] = await reader.rows(rollupState, {});
  return state ?? { settled_ms: 0, now_ms: 0 };
}

function keyOf(minute: Minute): string {
  return `${minute.minute_s} ${minute.tenant}`;
}
