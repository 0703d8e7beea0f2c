import { setImmediate as turn } from "node:timers/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Decompress } from "fzstd";
import { AppError } from "../../core/errors.ts";
import { wrongType } from "./body-form.ts";
import { type ZstdFault, zstdSteps } from "./zstd-frames.ts";

export type Packing = "none" | "gzip" | "zstd";

const gunzipAll = promisify(gunzip);

/** How the body is packed; rejects with `unsupported_media_type` what we cannot unpack. */
export function packingOf(encoding: string | undefined): Packing {
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case "":
    case "identity":
      return "none";
    case "gzip":
    case "x-gzip":
      return "gzip";
    case "zstd":
      return "zstd";
    default:
      throw wrongType(`The content-encoding ${encoding} is not known here`);
  }
}

/** The body unpacked, of at most `max_bytes`; all of it or an error. */
export async function unpackBody(body: Buffer, packing: Packing, max_bytes: number): Promise<Buffer> {
  if (packing === "none" || body.length === 0) return body;
  return packing === "gzip" ? ungzip(body, max_bytes) : unzstd(body, max_bytes);
}

async function ungzip(body: Buffer, max_bytes: number): Promise<Buffer> {
  try {
    return await gunzipAll(body, { maxOutputLength: max_bytes });
  } catch (cause) {
    if (codeOf(cause) === "ERR_BUFFER_TOO_LARGE") throw tooLarge(max_bytes);
    throw codeOf(cause) === "Z_BUF_ERROR" ? truncated("gzip", cause) : unreadable("gzip", cause);
  }
}

/** zlib knows zstd from Node 22.15 on; this decoder does in every Node, but leaves the checksums unread. */
async function unzstd(body: Buffer, max_bytes: number): Promise<Buffer> {
  const ends = zstdSteps(body, max_bytes);
  if (typeof ends === "string") throw refusal(ends, max_bytes);
  const parts: Uint8Array[] = [];
  let size = 0;
  const decoder = new Decompress((part) => {
    size += part.length;
    if (size > max_bytes) throw tooLarge(max_bytes);
    parts.push(part);
  });
  try {
    let at = 0;
    for (const end of ends) {
      decoder.push(body.subarray(at, end), end === body.length);
      at = end;
      await turn();
    }
  } catch (cause) {
    throw cause instanceof AppError ? cause : unreadable("zstd", cause);
  }
  return Buffer.concat(parts, size);
}

function refusal(fault: ZstdFault, max_bytes: number): AppError {
  switch (fault) {
    case "truncated":
      return truncated("zstd", undefined);
    case "not_zstd":
      return unreadable("zstd", undefined);
    case "window_too_large":
      return new AppError(
        "payload_too_large",
        `The zstd body wants a window above 8 MB, or unpacks to more than ${max_bytes} bytes. Send it in parts, or with gzip.`,
      );
    case "blocks_too_small":
      return new AppError(
        "payload_too_large",
        "The zstd body has too many small blocks for its window. Flush the packer once a body and not once a record, or use gzip.",
      );
  }
}

export function tooLarge(max_bytes: number): AppError {
  const message = `A body may have ${max_bytes} bytes, also once unpacked. Send the records in several requests.`;
  return new AppError("payload_too_large", message);
}

function truncated(packing: Packing, cause: unknown): AppError {
  const message = `The ${packing} body ends too early. Nothing of it was taken: send it whole.`;
  return new AppError("input_truncated", message, { cause });
}

function unreadable(packing: Packing, cause: unknown): AppError {
  const message = `The body is not ${packing}, but content-encoding says so. Nothing of it was taken.`;
  return new AppError("input_unreadable", message, { cause });
}

function codeOf(cause: unknown): unknown {
  return cause instanceof Error && "code" in cause ? cause.code : undefined;
}
