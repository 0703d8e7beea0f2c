import type { ByteSource } from "../inputs/byte-source.ts";
import { stepsOf } from "./pieces-source.ts";

const STEP_BYTES = 64 * 1024;

/** The UTF-8 of a text in UTF-16 that begins with its byte order mark, as Windows PowerShell's `>` writes it. */
export async function* utf16Text(raw: ByteSource, encoding: "utf-16le" | "utf-16be"): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const step of stepsOf(raw, STEP_BYTES)) yield Buffer.from(decoder.decode(step, { stream: true }));
  yield Buffer.from(decoder.decode());
}
