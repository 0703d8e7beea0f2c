import type { Feed } from "../../core/feed.ts";
import { placeBytes } from "../../core/map-record.ts";
import { MAX_RECORD_BYTES, oversizedRow } from "../../core/oversized-row.ts";
import type { LandingRecord, LandingRow } from "../../core/ports.ts";
import { topicPlace } from "../../core/topic-place.ts";
import type { KafkaMessage } from "../../kafka/topic-reader.ts";
import { oversizedBody } from "../../readers/oversized.ts";

const SPACE = 32;

/** What the landing gets for a message: common events as the bytes they are, foreign records mapped. Never nothing. */
export function messageRecords(feed: Feed | undefined): (message: KafkaMessage) => readonly LandingRecord[] {
  return (message) => {
    const position = topicPlace(message);
    const { value } = message;
    if (value === null || isBlank(value)) return [emptyRow(position, value)];
    if (value.length > MAX_RECORD_BYTES) return [oversizedRow(position, oversizedBody(value))];
    if (!feed) return [{ position, line: value, raw: "", reason: "", detail: "" }];
    return placeBytes(feed, { position, raw: value, by_place: true });
  };
}

/** A file's empty lines are nothing; a message was sent by somebody, so that it is shown and not passed over. */
function emptyRow(position: string, value: Buffer | null): LandingRow {
  const detail = value === null ? "a message without a value (a tombstone)" : "a message without content";
  return { position, line: "", raw: value ?? "", reason: "empty_message", detail };
}

function isBlank(value: Buffer): boolean {
  return value.every((byte) => byte <= SPACE);
}
