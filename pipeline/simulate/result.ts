import type { App } from "./app.ts";
import { chance, logNormal, type NonEmpty, pickWeighted, type Weighted } from "./draw.ts";
import type { EventFields } from "./event-fields.ts";
import type { Operation } from "./operations.ts";
import type { Effect } from "./phase.ts";
import type { Random } from "./prng.ts";

/** How a call ended. */
export type CallResult = Required<
  Pick<EventFields, "outcome" | "status_code" | "bytes_read" | "bytes_written" | "duration_ms">
>;

/** What fails on an ordinary day: throttling and things that are gone, now and then a server. */
const ORDINARY_ERRORS: NonEmpty<Weighted<number>> = [
  { value: 429, weight: 40 },
  { value: 404, weight: 30 },
  { value: 503, weight: 15 },
  { value: 403, weight: 10 },
  { value: 401, weight: 5 },
];
const RETRIED_STATUSES: readonly (number | null | undefined)[] = [429, 503];
/** Entra's codes for a wrong password and a wrong client secret. */
const WRONG_PASSWORD = 50126;
const WRONG_SECRET = 7000215;
const OK_STATUSES: Readonly<Record<string, number>> = { GET: 200, POST: 201, PUT: 200 };
/** Spread of sizes: one file in a hundred is more than ten times the median. */
const BYTES_SIGMA = 1.1;
const DURATION_SIGMA = 0.6;

export function drawResult(
  app: App,
  operation: Operation,
  error_share: number,
  effect: Effect,
  random: Random,
): CallResult {
  const failed = chance(random, error_share);
  return failed ? failure(app, operation, effect, random) : success(app, operation, effect, random);
}

export function isWorthRetrying(result: CallResult): boolean {
  return RETRIED_STATUSES.includes(result.status_code);
}

/** The second attempt, once the server has caught its breath. */
export function retriedResult(app: App, operation: Operation, effect: Effect, random: Random): CallResult {
  return success(app, operation, effect, random);
}

function success(app: App, operation: Operation, effect: Effect, random: Random): CallResult {
  const bytes = operation.moves === "nothing" ? undefined : drawBytes(app, operation, random);
  return {
    outcome: "ok",
    status_code: okStatus(operation),
    bytes_read: operation.moves === "read" && bytes !== undefined ? Math.round(bytes * effect.bytes_factor) : undefined,
    bytes_written: operation.moves === "written" ? bytes : undefined,
    duration_ms: drawDuration(operation, random),
  };
}

function okStatus({ ok_status, method }: Operation): number | null {
  if (ok_status !== undefined) return ok_status;
  return method === undefined ? 0 : (OK_STATUSES[method] ?? 200);
}

/** A refused call moves no content, so it has no sizes to report. */
function failure(app: App, operation: Operation, effect: Effect, random: Random): CallResult {
  const sign_in_error = app.actor_type === "delegated" ? WRONG_PASSWORD : WRONG_SECRET;
  const api_error = effect.failing?.status_code ?? pickWeighted(random, ORDINARY_ERRORS);
  return {
    outcome: "error",
    status_code: operation.kind === "sign_in" ? sign_in_error : api_error,
    bytes_read: undefined,
    bytes_written: undefined,
    duration_ms: drawDuration(operation, random),
  };
}

function drawBytes(app: App, operation: Operation, random: Random): number {
  return Math.max(1, Math.round(operation.median_bytes * app.bytes_scale * logNormal(random, BYTES_SIGMA)));
}

function drawDuration(operation: Operation, random: Random): number {
  return Math.round(operation.median_ms * logNormal(random, DURATION_SIGMA));
}
