import { parseError } from "@clickhouse/client";
import { AppError } from "../core/errors.ts";

/** Errors of the server after which the same statement may succeed. Everything else is refused for good. */
const RETRYABLE = new Set([
  "TIMEOUT_EXCEEDED",
  "MEMORY_LIMIT_EXCEEDED",
  "TOO_MANY_SIMULTANEOUS_QUERIES",
  "TOO_MANY_PARTS",
  "NETWORK_ERROR",
  "SOCKET_TIMEOUT",
  "ALL_CONNECTION_TRIES_FAILED",
  "NOT_ENOUGH_SPACE",
  "CANNOT_WRITE_TO_FILE_DESCRIPTOR",
  "TABLE_IS_READ_ONLY",
  "KEEPER_EXCEPTION",
  "NO_ZOOKEEPER",
  "UNEXPECTED_ZOOKEEPER_ERROR",
  "TOO_FEW_LIVE_REPLICAS",
  "UNKNOWN_STATUS_OF_INSERT",
  "UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE",
  "QUERY_WAS_CANCELLED",
  "ABORTED",
]);

/** The server's own errors carry a `type`; whatever has none is the network's or the process's. */
export function storeError(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const message = cause instanceof Error ? firstLine(cause.message) : String(cause);
  const type = typeof cause === "object" && cause !== null && "type" in cause ? cause.type : undefined;
  if (typeof type !== "string")
    return new AppError("store_unavailable", `ClickHouse does not answer: ${message}`, { cause });
  const code = RETRYABLE.has(type) ? "store_unavailable" : "store_refused";
  return new AppError(code, `ClickHouse says ${type}: ${message}`, { cause });
}

export function firstLine(message: string): string {
  return message.split("\n", 1)[0]?.slice(0, 500) ?? "";
}

/** An error after the first rows comes with status 200 and stands behind them; servers since 25.11 hang up then, too. */
export function brokenOff(answer: string, cause?: unknown): unknown {
  const error = parseError(answer.slice(Math.max(0, answer.lastIndexOf("Code: "))));
  if ("type" in error) return error;
  return cause ?? new AppError("store_unavailable", "ClickHouse broke off in the middle of its rows.");
}
