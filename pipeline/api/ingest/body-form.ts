import type { IncomingHttpHeaders } from "node:http";
import { AppError } from "../../core/errors.ts";

/**
 * How records stand in a body: one a line; a JSON list, object or envelope; CloudEvents, one or a list of them, with
 * the record in `data`; or the record of a CloudEvent whose other fields are in the headers (binary mode).
 */
export type BodyForm = "lines" | "json" | "cloudevents" | "binary_cloudevent";

const LINES = ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"];
const JSON_TYPE = "application/json";
const CLOUDEVENTS = ["application/cloudevents+json", "application/cloudevents-batch+json"];
const CHARSETS = ["utf-8", "utf8", "us-ascii"];

/** The media types that are taken, for the documentation. */
export const MEDIA_TYPES = [...LINES, JSON_TYPE, ...CLOUDEVENTS];

/** Rejects with `unsupported_media_type` what is none of these. A body without a type is taken only if it is empty. */
export function bodyForm(headers: IncomingHttpHeaders): BodyForm {
  const given = headers["content-type"];
  if (given === undefined) return untyped(headers);
  const [type = "", ...parameters] = given
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  refuseCharset(parameters);
  if (CLOUDEVENTS.includes(type)) return "cloudevents";
  if (type === JSON_TYPE) return headers["ce-specversion"] === undefined ? "json" : "binary_cloudevent";
  if (LINES.includes(type)) return "lines";
  throw wrongType(`The content-type ${given} is not known here`);
}

/** Web pages may send a body without a type to any address, without asking first: it is not taken for lines. */
function untyped(headers: IncomingHttpHeaders): BodyForm {
  const is_empty = headers["transfer-encoding"] === undefined && Number(headers["content-length"] ?? 0) === 0;
  if (is_empty) return "lines";
  throw wrongType("There is no content-type");
}

function refuseCharset(parameters: readonly string[]): void {
  const charset = parameters.find((parameter) => parameter.startsWith("charset="))?.slice("charset=".length);
  if (charset === undefined || CHARSETS.includes(charset.replaceAll('"', ""))) return;
  throw wrongType(`The charset ${charset} is not known here: JSON is UTF-8`);
}

export function wrongType(what: string): AppError {
  return new AppError(
    "unsupported_media_type",
    `${what}. Taken are ${MEDIA_TYPES.join(", ")}; content-encoding gzip, zstd or none.`,
  );
}
