import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../core/errors.ts";
import { createHoldings, type Holdings } from "./holdings.ts";
import {
  createInsertQueue,
  type Draft,
  type InsertFailure,
  type InsertQueue,
  type MessageBatch,
} from "./insert-queue.ts";
import type { KafkaMessage, Offsets, Polled, TopicReader } from "./topic-reader.ts";

export interface ConsumeDeps {
  readonly reader: TopicReader;
  readonly newBatch: () => MessageBatch;
  /** Reading stopped, or goes on, because the store is behind. */
  readonly onPause: (paused: boolean) => void;
  readonly now_ms: () => number;
  /** Where several topics share this process's memory: less than BATCH_BYTES. */
  readonly batch_bytes?: number;
}

/**
 * A batch is written when it is this large. Three are in hand at once (one being filled, two under way), so that this
 * decides the process's memory: 308 to 312 MB in four runs with 32 MB, 289 in one with 24 (700,000 events of 360
 * bytes). An insert costs the server 45 ms whatever is in it: an eighth of 32 MB's time, a sixth of
 * 24's, a quarter of 16's.
 */
export const BATCH_BYTES = 24 * 1024 * 1024;
const BATCH_ROWS = 100_000;
/** or this old: what a quiet topic waits at most. */
const BATCH_AGE_MS = 1_000;
/** ClickHouse works on one insert while the next is sent. */
const INSERTS_UNDER_WAY = 2;
/** Messages handed over at once: fewer cost calls, more cost memory when they are large ... */
const MESSAGES_A_POLL = 1_000;
/**
 * ... so that they are fewer where the ones before took more than this together. What is worked off at once dies young;
 * what waits for its neighbours stays until all of memory is looked through.
 */
const POLL_BYTES = 1024 * 1024;
/** What brokers take at most without being told to. */
const USUAL_MESSAGE_BYTES = 1024 * 1024;
const POLL_WAIT_MS = 100;
/** A store this far behind is not just busy: partitions are paused, so that the group hears from us while we wait. */
const PAUSE_AFTER_MS = 2_000;
/** Others wait for partitions that we give up; what is not stored by then they read again. */
const GIVE_UP_WAIT_MS = 20_000;
/** How often the group is asked whether the others are done too. */
const GROUP_POLL_MS = 250;
/** A broker away for longer than this will not let a run to the end come to its end. */
const STALL_MS = 120_000;

interface Work extends ConsumeDeps {
  readonly holdings: Holdings;
  readonly inserts: InsertQueue;
  draft: Draft | undefined;
  paused: boolean;
  /** On average, of the last poll that brought any. */
  message_bytes: number;
}

/**
 * Move a topic into the store until the signal, or with `goal` until the whole group has committed that far. Store first,
 * then commit: an offset goes ahead only when its message and all before it are acknowledged. What a kill leaves between
 * the two is read again and counts once.
 */
export async function consumeTopic(deps: ConsumeDeps, goal: Offsets | undefined, signal: AbortSignal): Promise<void> {
  const holdings = createHoldings();
  const inserts = createInsertQueue(holdings);
  const work: Work = {
    ...deps,
    holdings,
    inserts,
    draft: undefined,
    paused: false,
    message_bytes: USUAL_MESSAGE_BYTES,
  };
  const isDone = goalCheck(work, goal);
  if (await isDone()) return;
  deps.reader.join();
  try {
    while (!signal.aborted && !(await isDone())) await step(work);
    send(work);
  } finally {
    await inserts.settled();
    const failure = inserts.collect();
    await commitNow(work);
    if (failure) rethrow(failure);
  }
}

/** One turn: the group first, then messages if there is room for them, then what is due. */
async function step(work: Work): Promise<void> {
  await answerGroup(work);
  if (hasRoom(work)) {
    if (work.paused) resume(work);
    takeIn(work, await work.reader.poll(messagesAPoll(work), POLL_WAIT_MS));
  } else if (work.paused) {
    takeIn(work, await work.reader.poll(1, POLL_WAIT_MS));
  } else {
    await Promise.race([work.inserts.oldest(), pause(PAUSE_AFTER_MS)]);
    if (work.inserts.collect() === undefined && !hasRoom(work)) stopReading(work);
  }
  if (isDue(work)) send(work);
  const failure = work.inserts.collect();
  if (failure) rethrow(failure);
  commitSoon(work);
}

async function answerGroup(work: Work): Promise<void> {
  const { reader, holdings } = work;
  for (let change = reader.nextRebalance(); change; change = reader.nextRebalance()) {
    if (change.kind === "revoked") await settle(work);
    // The client keeps a partition's pause beyond its loss: it would come back and never be read.
    if (change.kind === "revoked" && work.paused) reader.resume(change.partitions);
    reader.answer(change);
    if (change.kind === "revoked") holdings.drop(change.partitions);
    else holdings.take(change.partitions);
    if (change.kind === "assigned" && work.paused) reader.pause(change.partitions);
  }
}

/** Before we let go: store and commit what was read, as far as that goes in the time the group can wait. */
async function settle(work: Work): Promise<void> {
  // While the store is away a draft stays: with one more under way at each change of the group, memory would grow.
  if (work.inserts.size() < INSERTS_UNDER_WAY) send(work);
  await Promise.race([work.inserts.settled(), pause(GIVE_UP_WAIT_MS)]);
  work.inserts.collect();
  await commitNow(work);
}

function messagesAPoll({ message_bytes }: Work): number {
  return Math.max(1, Math.min(MESSAGES_A_POLL, Math.floor(POLL_BYTES / message_bytes)));
}

function takeIn(work: Work, { messages, ends }: Polled): void {
  if (messages.length > 0) work.message_bytes = Math.max(1, meanBytes(messages));
  for (const message of messages) {
    const holding = work.holdings.reading(message.partition, message.offset);
    if (!holding) continue;
    const { batch, offsets } = draftOf(work);
    batch.add(message);
    offsets.set(holding, message.offset + 1);
  }
  // The last offsets of a partition may be marks of transactions that no reader ever sees.
  for (const { partition, offset } of ends) {
    const holding = work.holdings.of(partition);
    if (holding && offset > (work.draft?.offsets.get(holding) ?? holding.stored ?? -1))
      draftOf(work).offsets.set(holding, offset);
  }
}

function meanBytes(messages: readonly KafkaMessage[]): number {
  return messages.reduce((bytes, { value }) => bytes + (value?.length ?? 0), 0) / messages.length;
}

function draftOf(work: Work): Draft {
  work.draft ??= { batch: work.newBatch(), offsets: new Map(), begun_at_ms: work.now_ms() };
  return work.draft;
}

function hasRoom(work: Work): boolean {
  const { draft, inserts } = work;
  return draft === undefined || !isFull(work, draft) || inserts.size() < INSERTS_UNDER_WAY;
}

function isFull({ batch_bytes = BATCH_BYTES }: Work, { batch }: Draft): boolean {
  return batch.size_bytes() >= batch_bytes || batch.rows() >= BATCH_ROWS;
}

function isDue(work: Work): boolean {
  const { draft, inserts, now_ms } = work;
  if (draft === undefined || inserts.size() >= INSERTS_UNDER_WAY) return false;
  return isFull(work, draft) || now_ms() - draft.begun_at_ms >= BATCH_AGE_MS;
}

function send(work: Work): void {
  if (work.draft === undefined) return;
  work.inserts.push(work.draft);
  work.draft = undefined;
}

function stopReading(work: Work): void {
  work.reader.pause(work.holdings.partitions());
  work.paused = true;
  work.onPause(true);
}

function resume(work: Work): void {
  work.reader.resume(work.holdings.partitions());
  work.paused = false;
  work.onPause(false);
}

function commitSoon({ reader, holdings, now_ms }: Work): void {
  holdings.markCommitted(reader.takenCommits());
  reader.commitSoon(holdings.toCommit(now_ms()));
}

/** What the broker has not said to have taken. Asking it without need would hold up the end while it is away. */
function commitNow({ reader, holdings }: Work): Promise<boolean> {
  holdings.markCommitted(reader.takenCommits());
  return reader.commitNow(holdings.uncommitted());
}

/** Whether the whole group has committed up to the goal: what others hold, or held when they died, counts too. */
function goalCheck(work: Work, goal: Offsets | undefined): () => Promise<boolean> {
  let asked_at_ms = Number.NEGATIVE_INFINITY;
  let answered_at_ms = work.now_ms();
  return async () => {
    const busy = work.draft !== undefined || work.inserts.size() > 0;
    if (!goal || busy || work.now_ms() - asked_at_ms < GROUP_POLL_MS) return false;
    try {
      const committed = await work.reader.committed();
      answered_at_ms = work.now_ms();
      return [...goal].every(([partition, end]) => (committed.get(partition) ?? 0) >= end);
    } catch (error) {
      const passes = error instanceof AppError && error.retryable;
      if (!passes || work.now_ms() - answered_at_ms > STALL_MS) throw error;
      return false;
    } finally {
      asked_at_ms = work.now_ms();
    }
  };
}

function rethrow({ error }: InsertFailure): never {
  throw error;
}

/** Nobody waits for this timer when the process is done. */
async function pause(ms: number): Promise<void> {
  await sleep(ms, undefined, { ref: false });
}
