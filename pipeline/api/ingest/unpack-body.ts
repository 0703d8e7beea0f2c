import { setImmediate as turn } from "node:timers/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Decompress } from "fzstd";
import { AppError } from "../../core/errors.ts";
import { wrongType } from "./body-form.ts";
import { type ZstdFault, zstdFault } from "./zstd-frames.ts";

export type Packing = "none" | "gzip" | "zstd";

const gunzipAll = promisify(gunzip);

/** Unpacked between two turns of the event loop, so that other requests go on; some milliseconds of work. */
const ZSTD_STEP_BYTES = 64 * 1024;

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
  refuseFault(zstdFault(body, max_bytes), max_bytes);
  const parts: Uint8Array[] = [];
  let size = 0;
  const decoder = new Decompress((part) => {
    size += part.length;
    if (size > max_bytes) throw tooLarge(max_bytes);
    parts.push(part);
  });
  try {
    for (let at = 0; at < body.length; at += ZSTD_STEP_BYTES) {
      decoder.push(body.subarray(at, at + ZSTD_STEP_BYTES), at + ZSTD_STEP_BYTES >= body.length);
      await turn();
    }
  } catch (cause) {
    throw cause instanceof AppError ? cause : unreadable("zstd", cause);
  }
  return Buffer.concat(parts, size);
}

function refuseFault(fault: ZstdFault | undefined, max_bytes: number): void {
  switch (fault) {
    case undefined:
      return;
    case "truncated":
      throw truncated("zstd", undefined);
    case "not_zstd":
      throw unreadable("zstd", undefined);
    case "window_too_large":
      throw new AppError(
        "payload_too_large",
        `The zstd body wants a window above 8 MB, or unpacks to more than ${max_bytes} bytes. Send it in parts, or with gzip.`,
      );
    default:
      fault satisfies never;
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
