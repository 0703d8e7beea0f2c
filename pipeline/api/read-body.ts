import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { AppError } from "../core/errors.ts";

const gunzipAll = promisify(gunzip);

/** The whole body, unpacked; `max_bytes` holds before and after unpacking. */
export async function readBody(request: IncomingMessage, max_bytes: number): Promise<Buffer> {
  const packed = isGzip(request.headers["content-encoding"]);
  const body = await collect(request, max_bytes).catch((cause: unknown) => {
    // Answering before the sender is done would break its connection before it reads the answer.
    request.resume();
    if (cause instanceof AppError) throw cause;
    throw new AppError("input_truncated", "The body broke off. Nothing of it was taken: send it again.", { cause });
  });
  return packed ? unpack(body, max_bytes) : body;
}

/** Bytes that reading the body may take: what the sender announced, else (packed or in chunks) the most there can be. */
export function bodyBytes(request: IncomingMessage, max_bytes: number): number {
  const announced = request.headers["content-length"];
  if (announced !== undefined && Number(announced) > max_bytes) throw tooLarge(max_bytes);
  const packed = isGzip(request.headers["content-encoding"]);
  return announced === undefined || packed ? max_bytes : Number(announced);
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

async function unpack(body: Buffer, max_bytes: number): Promise<Buffer> {
  if (body.length === 0) return body;
  try {
    return await gunzipAll(body, { maxOutputLength: max_bytes });
  } catch (cause) {
    if (codeOf(cause) === "ERR_BUFFER_TOO_LARGE") throw tooLarge(max_bytes);
    if (codeOf(cause) === "Z_BUF_ERROR") {
      throw new AppError("input_truncated", "The gzip body ends too early. Nothing of it was taken: send it whole.", {
        cause,
      });
    }
    throw new AppError("input_unreadable", "The body is not gzip, but content-encoding says so.", { cause });
  }
}

function isGzip(encoding: string | undefined): boolean {
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case "":
    case "identity":
      return false;
    case "gzip":
    case "x-gzip":
      return true;
    default:
      throw new AppError(
        "unsupported_media_type",
        `content-encoding ${encoding} is not known here: send gzip or nothing.`,
      );
  }
}

function tooLarge(max_bytes: number): AppError {
  const message = `A body may have ${max_bytes} bytes, also once unpacked. Send the lines in several requests.`;
  return new AppError("payload_too_large", message);
}

function codeOf(cause: unknown): unknown {
  return cause instanceof Error && "code" in cause ? cause.code : undefined;
}
