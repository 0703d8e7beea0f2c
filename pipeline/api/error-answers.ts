import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { FastifySchemaValidationError } from "fastify/types/schema.js";
import { AppError, type ErrorCode } from "../core/errors.ts";

interface ErrorAnswer {
  readonly status: number;
  readonly code: ErrorCode | "internal";
  readonly message: string;
}

/** A store or service that restarts is back in a few seconds; requests under way make room within one. */
const RETRY_AFTER_S: Readonly<Record<number, number>> = { 429: 1, 503: 5 };

const STORE_AWAY = "The store does not answer now. Nothing of this request is acknowledged: send it again later.";

/** Every error leaves in one shape, `{error: {code, message}}`, without inner details; those go to the log. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler(sendError);
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?", 1)[0];
    return sendError(new AppError("not_found", `There is no ${request.method} ${path}. See /docs.`), request, reply);
  });
}

export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, code, message } = answerFor(error, request.id);
  if (status >= 500) request.log.error({ code, err: error }, "request failed");
  const retry_after_s = RETRY_AFTER_S[status];
  if (retry_after_s !== undefined) reply.header("retry-after", retry_after_s);
  const challenge = challengeFor(code, request.headers.authorization);
  if (challenge !== undefined) reply.header("www-authenticate", challenge);
  return reply.code(status).send({ error: { code, message } });
}

/** What never became a request (not HTTP, headers too large, too slow) gets the same shape. */
export function answerRefusedConnection(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  const status = error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? 408 : error.code === "HPE_HEADER_OVERFLOW" ? 431 : 400;
  const message = `${STATUS_CODES[status] ?? "Bad Request"}.`;
  const body = JSON.stringify({ error: { code: "wrong_usage" satisfies ErrorCode, message } });
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Length: ${body.length}\r\nContent-Type: application/json\r\nConnection: close`;
  socket.end(`${head}\r\n\r\n${body}`);
}

/** One sentence for a request that does not fit its schema, such as `limit must be <= 500.` */
export function faultMessage(errors: readonly FastifySchemaValidationError[], part: string): string {
  const [fault] = errors;
  if (!fault) return `The ${part} does not fit.`;
  if (fault.keyword === "additionalProperties") return `There is no parameter ${fault.params["additionalProperty"]}.`;
  const allowed = fault.params["allowedValues"];
  const values = Array.isArray(allowed) ? `: ${allowed.join(", ")}` : "";
  return `${fault.instancePath.slice(1) || part} ${fault.message ?? "does not fit"}${values}.`;
}

/** As RFC 6750 has it: what kind of token is wanted, and what is wrong with the one that came. */
function challengeFor(code: ErrorAnswer["code"], authorization: string | undefined): string | undefined {
  const realm = 'Bearer realm="tidemark"';
  if (code === "forbidden") return `${realm}, error="insufficient_scope"`;
  if (code !== "unauthenticated") return undefined;
  return authorization === undefined ? realm : `${realm}, error="invalid_token"`;
}

function answerFor(error: unknown, request_id: string): ErrorAnswer {
  if (error instanceof AppError) return appErrorAnswer(error, request_id);
  if (isFastifyError(error) && error.statusCode !== undefined && error.statusCode < 500) {
    return { status: error.statusCode, code: codeOf(error.statusCode), message: error.message };
  }
  return hidden(500, "internal", request_id);
}

function appErrorAnswer(error: AppError, request_id: string): ErrorAnswer {
  if (error.code === "store_unavailable") return { status: error.status, code: error.code, message: STORE_AWAY };
  if (error.retryable) return { status: error.status, code: error.code, message: error.message };
  if (error.status >= 500) return hidden(error.status, error.code, request_id);
  return { status: error.status, code: error.code, message: error.message };
}

function hidden(status: number, code: ErrorAnswer["code"], request_id: string): ErrorAnswer {
  return {
    status,
    code,
    message: `This is a fault of the service, not of the request. Its log says more at ${request_id}.`,
  };
}

function codeOf(status: number): ErrorCode {
  if (status === 404) return "not_found";
  if (status === 413) return "payload_too_large";
  if (status === 415) return "unsupported_media_type";
  return "wrong_usage";
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && "statusCode" in error && typeof error.statusCode === "number";
}
