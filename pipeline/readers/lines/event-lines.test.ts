import { Readable } from "node:stream";
import { expect, test } from "vitest";
import type { InputFile } from "../inputs/list-inputs.ts";
import { bufferPool } from "./buffer-pool.ts";
import { eventLines } from "./event-lines.ts";

const EVENT = { event_id: "1", at: "2026-10-05T08:15:02Z", kind: "sign_in" };
const LINE = JSON.stringify(EVENT);

async function linesIn(content: string): Promise<number> {
  const input: InputFile = { kind: "stream", path: "in", open: () => Readable.from([Buffer.from(content)]) };
  const pool = bufferPool(1, 5_000);
  let lines = 0;
  for await (const item of eventLines(input, { pool, signal: new AbortController().signal, max_record_bytes: 4_000 })) {
    lines += item.kind === "lines" ? item.line_count : 1;
    if (item.kind === "lines") item.release();
  }
  return lines;
}

test.each([
  ["a list on one line", `[${LINE},${LINE}]`],
  ["a list of an event a line", `[\n${LINE},\n${LINE}\n]\n`],
  ["a list that begins with its first event", ` [ ${LINE},\r\n${LINE}]`],
  ["a list laid out", JSON.stringify([EVENT, EVENT], null, 2)],
  ["one event laid out", `\ufeff${JSON.stringify(EVENT, null, 2)}`],
  ["a list longer than a record may be", `[${Array.from({ length: 100 }, () => LINE).join(",")}]`],
])("%s is refused as a whole, and says how to get lines", async (_what, content) => {
  await expect(linesIn(content)).rejects.toMatchObject({
    code: "input_unreadable",
    message: expect.stringContaining("jq -c"),
  });
});

test.each([
  ["events", `${LINE}\n${LINE}\n`, 2],
  ["a bad line before good ones", `[1,2]\n${LINE}\n`, 2],
  ["half a record before good ones", `{"event_id":\n${LINE}\n`, 2],
  ["nothing", "", 0],
])("%s are lines", async (_what, content, lines) => {
  expect(await linesIn(content)).toBe(lines);
});
