import type { Feed } from "../../core/feed.ts";
import { NOT_UTF8, type PlacedResult, placeJson } from "../../core/map-record.ts";
import { MAX_RECORD_BYTES, oversizedRow } from "../../core/oversized-row.ts";
import type { LandingRow } from "../../core/ports.ts";
import { topicPlace } from "../../core/topic-place.ts";
import { utf8Text } from "../../core/utf8-text.ts";
import type { KafkaMessage } from "../../kafka/topic-reader.ts";
import { oversizedBody } from "../../readers/oversized.ts";

const SPACE = 32;

/** A row as it stands, or a record that was mapped. */
export type MessageRecord = LandingRow | PlacedResult;

/** What the landing gets for a message: common events as the bytes they are, foreign records mapped. Never nothing. */
export function messageRecords(feed: Feed | undefined): (message: KafkaMessage) => readonly MessageRecord[] {
  return (message) => {
    const position = topicPlace(message);
    const { value } = message;
    if (value === null || isBlank(value)) return [emptyRow(position, value)];
    if (value.length > MAX_RECORD_BYTES) return [oversizedRow(position, oversizedBody(value))];
    if (!feed) return [{ position, line: value, raw: "", reason: "", detail: "" }];
    const text = utf8Text(value);
    if (text === undefined) return [{ position, raw: value, result: NOT_UTF8 }];
    return placeJson(feed, text, { position, raw: text, by_place: true });
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
