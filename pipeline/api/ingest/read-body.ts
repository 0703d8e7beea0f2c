import type { IncomingMessage } from "node:http";
import { AppError } from "../../core/errors.ts";
import { tooLarge } from "./unpack-body.ts";

/** The whole body as it came, of at most `max_bytes`. */
export async function readBody(request: IncomingMessage, max_bytes: number): Promise<Buffer> {
  return collect(request, max_bytes).catch((cause: unknown) => {
    // Answering before the sender is done would break its connection before it reads the answer.
    request.resume();
    if (cause instanceof AppError) throw cause;
    throw new AppError("input_truncated", "The body broke off. Nothing of it was taken: send it again.", { cause });
  });
}

/** Bytes that reading the body may take: what the sender announced, else (in chunks) the most there can be. */
export function announcedBytes(request: IncomingMessage, max_bytes: number): number {
  const announced = request.headers["content-length"];
  if (announced === undefined) return hasBody(request) ? max_bytes : 0;
  if (Number(announced) > max_bytes) throw tooLarge(max_bytes);
  return Number(announced);
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers["transfer-encoding"] !== undefined;
}

async function collect(request: IncomingMessage, max_bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > max_bytes) throw tooLarge(max_bytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
