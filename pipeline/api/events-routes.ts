import { createHash } from "node:crypto";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import { Counter, type Registry } from "prom-client";
import { ApiError } from "../../schemas/api-error.ts";
import { EventsAnswer } from "../../schemas/api-events.ts";
import { CommonEvent } from "../../schemas/common-event.ts";
import { AppError } from "../core/errors.ts";
import type { BatchCounts, BatchHeader } from "../core/ports.ts";
import type { ApiDeps } from "./api-deps.ts";
import { type BodyPart, bodyParts } from "./body-parts.ts";
import { type ByteBudget, createByteBudget } from "./byte-budget.ts";
import { bodyBytes, readBody } from "./read-body.ts";

/** About 90,000 events of common size: large enough for fast inserts, small enough to hold a few at once. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;
/** All bodies in hand together. Whoever comes when it is full waits, unread, so that memory stays flat. */
const MAX_BYTES_IN_HAND = 2 * MAX_BODY_BYTES;
/** Quarantine keeps a record whole up to here, and of a longer one its beginning, length and hash. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;
/** Enough of a long line to tell what it is. */
const KEPT_BYTES = 64 * 1024;
/** The feed that speaks the common event. */
const SOURCE = "tidemark";

const NDJSON_TYPES = ["application/x-ndjson", "application/ndjson", "application/jsonl"];
const JSON_TYPE = "application/json";

const DESCRIPTION = `One event a line (NDJSON), each as the schema says; unknown fields are kept in \`details\`. The answer comes once the \
store has every line. The same event sent again counts once. A line that is no valid event is put in quarantine under \
\`http:<x-request-id>:<line>\` and does not hold up the others. An event without \`tenant\` belongs to \`default\`. \
Takes \`content-encoding: gzip\`; a body may have ${MAX_BODY_BYTES} bytes once unpacked. 503: nothing is acknowledged, send it again.`;

export const eventsRoutes =
  (deps: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const budget = createByteBudget(MAX_BYTES_IN_HAND);
    const count = recordCounter(deps.registry);
    app.removeAllContentTypeParsers();
    // The handler reads the body itself: bytes go through to the store, never parsed here.
    app.addContentTypeParser([...NDJSON_TYPES, JSON_TYPE], async () => undefined);
    app.addContentTypeParser("*", async (request: FastifyRequest) => {
      throw wrongType(`content-type ${request.headers["content-type"]} is not known here`);
    });
    const schema = {
      tags: ["events"],
      summary: "Store events",
      description: DESCRIPTION,
      consumes: ["application/x-ndjson"],
      body: CommonEvent,
      response: { 200: EventsAnswer, "4xx": ApiError, "5xx": ApiError },
    };
    app.post("/v1/events", { schema, validatorCompiler: () => () => true }, async (request) => {
      const counts = await takeEvents(deps, budget, request);
      count(counts);
      return { read: counts.accepted + counts.quarantined, ...counts };
    });
  };

/** Read the body when there is room for it, store it, then answer. */
async function takeEvents(deps: ApiDeps, budget: ByteBudget, request: FastifyRequest): Promise<BatchCounts> {
  const reservation = await budget.reserve(bodyBytes(request.raw, MAX_BODY_BYTES));
  try {
    const body = await readBody(request.raw, MAX_BODY_BYTES);
    reservation.shrink(body.length);
    if (isJson(request)) refuseOtherJson(body);
    return await land(deps, `http:${request.id}`, body);
  } finally {
    reservation.release();
  }
}

async function land(deps: ApiDeps, origin: string, body: Buffer): Promise<BatchCounts> {
  const header: BatchHeader = { tenant: "", source: SOURCE, run_id: deps.run_id };
  let accepted = 0;
  let quarantined = 0;
  for (const part of bodyParts(body, MAX_LINE_BYTES)) {
    const counts = await landPart(deps, header, origin, part);
    accepted += counts.accepted;
    quarantined += counts.quarantined;
  }
  return { accepted, quarantined };
}

function landPart(deps: ApiDeps, header: BatchHeader, origin: string, part: BodyPart): Promise<BatchCounts> {
  switch (part.kind) {
    case "lines":
      return deps.landing.writeLines({ ...header, origin, first_line: part.first_line, bytes: part.bytes });
    case "long_line": {
      const hash = createHash("sha256").update(part.bytes).digest("hex");
      const detail = `line of ${part.bytes.length} bytes, sha256 ${hash}; ${MAX_LINE_BYTES} are the limit`;
      const raw = Buffer.from(part.bytes.subarray(0, KEPT_BYTES)).toString("utf8");
      const row = { position: `${origin}:${part.line}`, line: "", raw, reason: "oversized", detail };
      return deps.landing.writeRows({ ...header, rows: [row] });
    }
    default:
      return part satisfies never;
  }
}

function isJson(request: FastifyRequest): boolean {
  return request.headers["content-type"]?.toLowerCase().startsWith(JSON_TYPE) ?? false;
}

/** application/json is taken when it is NDJSON by another name; a list or an indented document would end line by line in quarantine. */
function refuseOtherJson(body: Buffer): void {
  const [first_line = ""] = body.subarray(0, MAX_LINE_BYTES).toString("latin1").trimStart().split("\n", 1);
  const line = first_line.trim();
  if (line === "" || (line.startsWith("{") && line.endsWith("}"))) return;
  throw wrongType("The body is JSON, but not one document a line");
}

function wrongType(what: string): AppError {
  return new AppError("unsupported_media_type", `${what}: send NDJSON, one event a line, as application/x-ndjson.`);
}

function recordCounter(registry: Registry): (counts: BatchCounts) => void {
  const records = new Counter({
    name: "tidemark_http_records_total",
    help: "Records that came over HTTP and are in the store, by what became of them.",
    labelNames: ["outcome"],
    registers: [registry],
  });
  return ({ accepted, quarantined }) => {
    records.inc({ outcome: "accepted" }, accepted);
    records.inc({ outcome: "quarantined" }, quarantined);
  };
}
