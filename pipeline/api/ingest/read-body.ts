import type { IncomingMessage } from "node:http";
import { AppError } from "../../core/errors.ts";
import { tooLarge } from "./unpack-body.ts";

/** The whole body as it came, of at most `max_bytes`: in the buffer, or in one of its own where that has no room for it. */
export async function readBody(request: IncomingMessage, max_bytes: number, buffer: Buffer): Promise<Buffer> {
  return collect(request, max_bytes, buffer).catch((cause: unknown) => {
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

async function collect(request: IncomingMessage, max_bytes: number, buffer: Buffer): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (size + chunk.length > max_bytes) throw tooLarge(max_bytes);
    if (size + chunk.length <= buffer.length) chunk.copy(buffer, size);
    else chunks.push(...(chunks.length === 0 ? [buffer.subarray(0, size)] : []), chunk);
    size += chunk.length;
  }
  return chunks.length === 0 ? buffer.subarray(0, size) : Buffer.concat(chunks, size);
}
