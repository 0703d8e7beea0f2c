import type { BatchHeader } from "../../core/ports.ts";
import type { DeadLetter } from "../../kafka/dead-letters.ts";
import { readRowBinary } from "../../store/landing/read-row-binary.ts";

/** Where a batch comes from and under whose authority. */
export interface TopicHeader extends BatchHeader {
  readonly topic: string;
}

/** A record that ClickHouse refused. */
export interface Refused {
  readonly position: string;
  readonly reason: string;
  readonly detail: string;
}

/** What stands behind the topic in a place: partition, offset, and for one record of several its number. */
const PLACE = /:(?<partition>\d+):(?<offset>\d+):-?\d+/;

/** The refused records of a batch with their bytes, out of the batch itself. */
export function deadLetters(
  header: TopicHeader,
  batch: Uint8Array,
  refused: readonly Refused[],
): readonly DeadLetter[] {
  const wanted = new Map(refused.map((record) => [record.position, record]));
  const letters: DeadLetter[] = [];
  for (const { position, line, raw } of readRowBinary(batch)) {
    const record = wanted.get(textOf(position));
    if (record) letters.push(letterOf(header, record, raw.length > 0 ? raw : line));
  }
  return letters;
}

/** Names that no other writer of headers uses. */
function letterOf(
  { source, tenant, run_id, topic }: TopicHeader,
  { position, reason, detail }: Refused,
  value: Uint8Array,
): DeadLetter {
  const { partition = "", offset = "" } = PLACE.exec(position.slice(topic.length))?.groups ?? {};
  const headers = {
    tidemark_reason: reason,
    tidemark_detail: detail,
    tidemark_source: source,
    tidemark_tenant: tenant,
    tidemark_topic: topic,
    tidemark_partition: partition,
    tidemark_offset: offset,
    tidemark_run_id: run_id,
  };
  return { position, value, headers };
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
