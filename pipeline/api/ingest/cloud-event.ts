import type { IncomingHttpHeaders } from "node:http";
import { afterSpace, type Entry, entriesOf, OPEN_OBJECT, textOf } from "./json-scan.ts";

const QUOTE = 0x22;

/** What a CloudEvent says beside its record; empty: not given. */
export interface EventContext {
  readonly id: string;
  readonly source: string;
  readonly time: string;
}

export interface CloudEvent extends EventContext {
  /** The bytes of the record as they stand in the event, or as base64 or a quoted text held them. */
  readonly data: Buffer;
}

/** A structured CloudEvent (JSON format of version 1.0) taken apart without parsing its data; nothing without data. */
export function readCloudEvent(event: Buffer): CloudEvent | undefined {
  const fields = new Map<string, Entry>();
  for (const field of entriesOf(event, afterSpace(event, 0))) fields.set(field.key, field);
  const data = dataOf(event, fields);
  if (!data || afterSpace(data, 0) === data.length) return undefined;
  const text = (key: string): string => {
    const field = fields.get(key);
    return field ? textOf(event.subarray(field.start, field.end)) : "";
  };
  return { data, id: text("id"), source: text("source"), time: text("time") };
}

/** The context of a CloudEvent in binary mode: its fields are headers, percent-encoded where they are not ASCII. */
export function contextOf(headers: IncomingHttpHeaders): EventContext {
  return { id: decoded(headers["ce-id"]), source: decoded(headers["ce-source"]), time: decoded(headers["ce-time"]) };
}

/**
 * The record as a common event: an `event_id` it lacks is the event's source and id with a space between them, which
 * no source can contain, and an `at` it lacks is the event's time. Everything else keeps its bytes.
 */
export function completed(data: Buffer, { id, source, time }: EventContext): Buffer {
  const start = afterSpace(data, 0);
  if (data[start] !== OPEN_OBJECT) return data;
  const keys = new Set([...entriesOf(data, start)].map(({ key }) => key));
  const missing: Record<string, string> = {};
  if (!keys.has("event_id") && id !== "" && source !== "") missing["event_id"] = `${source} ${id}`;
  if (!keys.has("at") && time !== "") missing["at"] = time;
  if (Object.keys(missing).length === 0) return data;
  const head = JSON.stringify(missing).slice(0, -1);
  return Buffer.concat([Buffer.from(keys.size === 0 ? head : `${head},`), data.subarray(start + 1)]);
}

function dataOf(event: Buffer, fields: ReadonlyMap<string, Entry>): Buffer | undefined {
  const data = fields.get("data");
  if (data) {
    const bytes = event.subarray(data.start, data.end);
    return event[data.start] === QUOTE ? Buffer.from(textOf(bytes)) : bytes;
  }
  const base64 = fields.get("data_base64");
  return base64 && Buffer.from(textOf(event.subarray(base64.start, base64.end)), "base64");
}

function decoded(header: string | readonly string[] | undefined): string {
  if (typeof header !== "string") return "";
  try {
    return decodeURIComponent(header);
  } catch {
    return header;
  }
}
