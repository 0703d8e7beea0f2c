import type { RowOf } from "../../../queries/define-query.ts";
import { sqlText } from "../../../queries/define-query.ts";
import { conflictCandidates } from "../../../queries/rollup/conflict-candidates.ts";
import { conflictCandidatesAll } from "../../../queries/rollup/conflict-candidates-all.ts";
import { conflictSpan } from "../../../queries/rollup/conflict-span.ts";
import { conflictsFound } from "../../../queries/rollup/conflicts-found.ts";
import { SETTLE_DELAY_MS } from "../../core/insert-limit.ts";
import { type Minute, minutesByDay, unique } from "../minutes.ts";
import { readProgress, saveProgress } from "../progress.ts";
import type { RecomputeDeps } from "../usage/recompute.ts";
import { repairMinutes } from "../usage/repair.ts";
import { sharedRequestParams } from "../usage/shared-requests.ts";

type Candidate = RowOf<typeof conflictCandidates>;

/** Candidates in the order of their hashes, page by page: each call answers with the next ones behind a hash. */
interface Pages {
  readonly first: string;
  readonly read: (after: string) => Promise<readonly Candidate[]>;
}

const NOTE_KEYS = sqlText(import.meta.url, "note-keys");
const NOTE_CONFLICTS = sqlText(import.meta.url, "note");
const REMOVE_CONFLICTS = sqlText(import.meta.url, "remove");
const CLOSE_CONFLICTS = sqlText(import.meta.url, "close");

/** How far keys are noted, and how far they were compared. */
const NOTED = "event_keys";
const COMPARED = "conflicts";
/** Their hashes are held in the server's memory at once: some 100 MB. */
const EVENTS_A_PASS = 2_000_000;
/** Their hashes and minutes go along as parameters, which have room for a megabyte. */
const CANDIDATES_A_PAGE = 1_000;
/** Hashes are equally spread, so that a range of them is as good as a bucket. */
const HASH_RANGES = 64n;
const MINUTE_S = 60;
const LARGEST_HASH = 2n ** 64n - 1n;

/**
 * Find copies of one event that disagree on its time or app among the events received since the last call, and among
 * all there are with `full`. The copy received first stays, the others go to `conflicts`, and the usage tables are
 * repaired. With `alone` nobody else can be inserting, so that it reaches up to now. Answers how many copies went.
 * Killed at any moment, the next call ends in the same state.
 */
export async function repairConflicts(
  deps: RecomputeDeps,
  options: { readonly alone: boolean; readonly full?: boolean },
): Promise<number> {
  const left_over = await repairFound(deps);
  const state = await readProgress(deps, COMPARED);
  const until_ms = options.alone ? state.now_ms : state.now_ms - SETTLE_DELAY_MS;
  await noteKeys(deps, until_ms);
  const fresh = await comparePages(deps, await pagesOf(deps, state.until_ms, until_ms, options.full ?? false));
  if (until_ms > state.until_ms) await saveProgress(deps.statements, COMPARED, until_ms);
  return left_over + fresh;
}

/** In parts, each saved: the keys of a long backlog take their time, and a kill need not cost all of it. */
async function noteKeys(deps: RecomputeDeps, until_ms: number): Promise<void> {
  const { reader, statements } = deps;
  let { until_ms: since_ms } = await readProgress(deps, NOTED);
  while (since_ms < until_ms) {
    const [span] = await reader.rows(conflictSpan, { since_ms, until_ms, limit: EVENTS_A_PASS });
    const events = span?.events ?? 0;
    const end_ms = events === EVENTS_A_PASS ? (span?.until_ms ?? until_ms) : until_ms;
    if (events > 0) await statements.run(NOTE_KEYS, { since_ms, until_ms: end_ms });
    await saveProgress(statements, NOTED, end_ms);
    since_ms = end_ms;
  }
}

/** Few new events are looked up among all keys; with many, comparing all keys with each other is cheaper. */
async function pagesOf(
  { reader }: RecomputeDeps,
  since_ms: number,
  until_ms: number,
  full: boolean,
): Promise<readonly Pages[]> {
  const limit = CANDIDATES_A_PAGE;
  const [span] =
    full || since_ms >= until_ms ? [] : await reader.rows(conflictSpan, { since_ms, until_ms, limit: EVENTS_A_PASS });
  if (!full && (span?.events ?? 0) === 0) return [];
  if (!full && (span?.events ?? 0) < EVENTS_A_PASS)
    return [{ first: "0", read: (after) => reader.rows(conflictCandidates, { since_ms, until_ms, after, limit }) }];
  return hashRanges().map(({ first, last }) => ({
    first,
    read: (after) => reader.rows(conflictCandidatesAll, { after, last, limit }),
  }));
}

function hashRanges(): readonly { readonly first: string; readonly last: string }[] {
  return Array.from({ length: Number(HASH_RANGES) }, (_, n) => ({
    first: String((LARGEST_HASH / HASH_RANGES) * BigInt(n)),
    last: String(n === Number(HASH_RANGES) - 1 ? LARGEST_HASH : (LARGEST_HASH / HASH_RANGES) * BigInt(n + 1)),
  }));
}

async function comparePages(deps: RecomputeDeps, pages: readonly Pages[]): Promise<number> {
  let repaired = 0;
  for (const page of pages) {
    for (let after = page.first; ; ) {
      const candidates = await page.read(after);
      repaired += await repairCandidates(deps, candidates);
      const last = candidates.at(-1);
      if (last === undefined || candidates.length < CANDIDATES_A_PAGE) break;
      after = last.identity_text;
    }
  }
  return repaired;
}

/** What the hashes suspect is looked at in the events themselves: keys stay after their events are gone. */
async function repairCandidates(deps: RecomputeDeps, candidates: readonly Candidate[]): Promise<number> {
  if (candidates.length === 0) return 0;
  const minutes_s = unique(candidates.flatMap((candidate) => candidate.minutes_s));
  await deps.statements.run(NOTE_CONFLICTS, {
    identities: candidates.map(({ identity_text }) => identity_text),
    tenants: unique(candidates.flatMap(({ tenants }) => tenants)),
    minutes_s,
    from_s: minutes_s.reduce((least, minute_s) => Math.min(least, minute_s)),
    to_s: minutes_s.reduce((most, minute_s) => Math.max(most, minute_s)) + MINUTE_S,
  });
  return repairFound(deps);
}

/** What is written down as found is carried out: also what an earlier call left when it was killed. */
async function repairFound(deps: RecomputeDeps): Promise<number> {
  const found = await deps.reader.rows(conflictsFound, {});
  if (found.length === 0) return 0;
  for (const day_s of minutesByDay(found).keys())
    await deps.statements.run(REMOVE_CONFLICTS, { day_s, partition: partitionOf(day_s) });
  await repairMinutes(deps, found.flatMap(minutesBehind));
  const revision = found.reduce((most, row) => (BigInt(row.revision) > most ? BigInt(row.revision) : most), 0n);
  await deps.statements.run(CLOSE_CONFLICTS, { revision: String(revision) });
  return found.reduce((sum, { copies }) => sum + copies, 0);
}

/** A copy that goes may have named the app of Salesforce rows near by. It is gone now, so that all minutes near by are meant. */
function minutesBehind({ tenant, minute_s, shares_requests }: RowOf<typeof conflictsFound>): readonly Minute[] {
  if (shares_requests === 0) return [{ tenant, minute_s }];
  return sharedRequestParams([minute_s]).near_minutes_s.map((near_s) => ({ tenant, minute_s: near_s }));
}

/** The name of a day's partition of events. */
function partitionOf(day_s: number): string {
  return new Date(day_s * 1_000).toISOString().slice(0, "2026-10-05".length).replaceAll("-", "");
}
