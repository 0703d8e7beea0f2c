import { randomUUID } from "node:crypto";
import type { BatchCounts, Landing, LineBatch } from "../pipeline/core/ports.ts";

export type TestEvent = Readonly<Record<string, unknown>>;

/** A common event that the landing accepts. */
export function event(event_id: string, more: TestEvent = {}): TestEvent {
  return { event_id, kind: "api_call", at: "2026-10-05T08:15:02.120Z", ...more };
}

export function line(event_id: string, more: TestEvent = {}): string {
  return JSON.stringify(event(event_id, more));
}

/** Write lines as one batch of the feed of common events. */
export function land(
  landing: Landing,
  lines: readonly (string | Uint8Array)[],
  more: Partial<LineBatch> = {},
): Promise<BatchCounts> {
  const bytes = Buffer.concat(lines.flatMap((text) => [Buffer.from(text), Buffer.from("\n")]));
  const header = { tenant: "", source: "tidemark", run_id: "run", origin: randomUUID(), first_line: 1 };
  return landing.writeLines({ ...header, bytes, ...more });
}
