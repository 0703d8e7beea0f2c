import { quarantinedMessages } from "../../../queries/quarantine/messages.ts";
import type { BatchCounts, IngestMeter, Landing, QueryReader } from "../../core/ports.ts";
import { type RetryPolicy, retrying } from "../../core/retry.ts";
import type { DeadLetters } from "../../kafka/dead-letters.ts";
import { deadLetters, type Refused, type TopicHeader } from "./dead-letter-records.ts";
import type { BatchPart, EncodedBatch } from "./message-batches.ts";

export interface BatchWriterDeps {
  readonly landing: Landing;
  readonly reader: QueryReader;
  readonly patience: RetryPolicy;
  readonly meter?: IngestMeter | undefined;
  /** Where records that went to quarantine are sent, too. */
  readonly dead_letters?: DeadLetters | undefined;
}

/** A dead-letter topic that is away for longer than this is trouble to tell somebody about. */
const DEAD_LETTER_PATIENCE_MS = 60_000;

/**
 * Write a batch of a topic: into the store, then what was refused to the dead-letter topic. Resolves when both have
 * acknowledged; only then do offsets go ahead.
 */
export async function writeBatch(
  deps: BatchWriterDeps,
  header: TopicHeader,
  batch: EncodedBatch,
  signal: AbortSignal,
): Promise<BatchCounts> {
  const { tenant, source, run_id } = header;
  let sent_at_ms = deps.patience.now_ms();
  const insert = (): Promise<BatchCounts> => {
    sent_at_ms = deps.patience.now_ms();
    return deps.landing.writeRows({ tenant, source, run_id, rows: batch });
  };
  const counts = await retrying(insert, deps.patience, signal);
  const insert_ms = deps.patience.now_ms() - sent_at_ms;
  const refused = await refusedOf(deps, header, batch, counts, signal);
  await sendLetters(deps, header, batch, [...refused.values()].flat(), signal);
  for (const part of batch.parts) {
    const quarantined = refused.get(part.partition)?.length ?? 0;
    const accepted = Math.max(0, part.rows - quarantined);
    const partition = `${header.topic}/${part.partition}`;
    deps.meter?.landed({ source, partition, accepted, quarantined, bytes: part.bytes, insert_ms });
  }
  return counts;
}

/** ClickHouse has the last word on a record, so it is asked which ones it refused, by partition; mostly there are none. */
async function refusedOf(
  { reader, patience, meter, dead_letters }: BatchWriterDeps,
  header: TopicHeader,
  { parts }: EncodedBatch,
  { quarantined }: BatchCounts,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, readonly Refused[]>> {
  if (quarantined === 0 || (!meter && !dead_letters)) return new Map();
  const ask = async (part: BatchPart): Promise<readonly [number, readonly Refused[]]> => [
    part.partition,
    await retrying(() => reader.rows(quarantinedMessages, stretchOf(header, part)), patience, signal),
  ];
  return new Map(await Promise.all(parts.map(ask)));
}

function stretchOf({ source, tenant, topic }: TopicHeader, { partition, first_offset, last_offset }: BatchPart) {
  const place = `${topic}:${partition}:`;
  const prefix = `${place}${commonBeginning(String(first_offset), String(last_offset))}`;
  return { source, tenant, place, prefix, first: first_offset, last: last_offset };
}

/** Nothing for numbers of different length: those between them begin in any way. */
function commonBeginning(first: string, last: string): string {
  if (first.length !== last.length) return "";
  const differs = [...first].findIndex((digit, n) => digit !== last[n]);
  return differs === -1 ? first : first.slice(0, differs);
}

async function sendLetters(
  { dead_letters, patience }: BatchWriterDeps,
  header: TopicHeader,
  { lines }: EncodedBatch,
  refused: readonly Refused[],
  signal: AbortSignal,
): Promise<void> {
  if (!dead_letters || refused.length === 0) return;
  const letters = deadLetters(header, lines, refused);
  const policy = { ...patience, max_wait_ms: DEAD_LETTER_PATIENCE_MS };
  await retrying(() => dead_letters.send(letters), policy, signal);
}
