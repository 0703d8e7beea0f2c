import type { IncomingMessage } from "node:http";
import { AppError } from "../../core/errors.ts";
import { tooLarge } from "./unpack-body.ts";

/** What bounds a body. */
export interface BodyLimits {
  readonly max_bytes: number;
  /** While others wait for the room it holds, it must bring LEAST_BYTES in so long a time. */
  readonly patience_ms: number;
  readonly isWanted: () => boolean;
}

/** A sender on a line of 1 Mbit/s brings more than this in ten seconds; two that bring less would stop all others. */
const LEAST_BYTES = 1_000_000;

/** The whole body as it came: in the buffer, or in one of its own where that has no room for it. */
export async function readBody(request: IncomingMessage, limits: BodyLimits, buffer: Buffer): Promise<Buffer> {
  return collectInTime(request, limits, buffer).catch((cause: unknown) => {
    // Answering before the sender is done would break its connection before it reads the answer.
    request.resume();
    if (cause instanceof AppError) throw cause;
    throw new AppError("input_truncated", "The body broke off. Nothing of it was taken: send it again.", { cause });
  });
}

/** The body's length as its sender announced it; none where it comes in chunks. */
export function announcedBytes(request: IncomingMessage, max_bytes: number): number | undefined {
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > max_bytes) throw tooLarge(max_bytes);
  return request.headers["transfer-encoding"] === undefined ? announced : undefined;
}

/** What is read so far. Once given up, nothing touches the buffer any more. */
interface Reading {
  size: number;
  given_up: boolean;
}

async function collectInTime(request: IncomingMessage, limits: BodyLimits, buffer: Buffer): Promise<Buffer> {
  const { max_bytes, patience_ms, isWanted } = limits;
  const reading: Reading = { size: 0, given_up: false };
  let timer: NodeJS.Timeout | undefined;
  const slow = new Promise<never>((_, reject) => {
    let before = 0;
    timer = setInterval(() => {
      reading.given_up = isWanted() && reading.size - before < LEAST_BYTES;
      if (reading.given_up) {
        clearInterval(timer);
        reject(tooSlow());
      }
      before = reading.size;
    }, patience_ms);
  });
  try {
    return await Promise.race([collect(request, max_bytes, buffer, reading), slow]);
  } finally {
    clearInterval(timer);
  }
}

async function collect(request: IncomingMessage, max_bytes: number, buffer: Buffer, reading: Reading): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const { size, given_up } = reading;
    if (given_up) {
      // The rest is read past, so that the sender comes to the answer.
      chunks.length = 0;
      continue;
    }
    if (size + chunk.length > max_bytes) throw tooLarge(max_bytes);
    if (size + chunk.length <= buffer.length) chunk.copy(buffer, size);
    else chunks.push(...(chunks.length === 0 ? [buffer.subarray(0, size)] : []), chunk);
    reading.size += chunk.length;
  }
  return chunks.length === 0 ? buffer.subarray(0, reading.size) : Buffer.concat(chunks, reading.size);
}

function tooSlow(): AppError {
  return new AppError(
    "too_many_requests",
    "The body came too slowly while others waited for its room. Nothing of it was taken: send it again, in smaller parts.",
  );
}
