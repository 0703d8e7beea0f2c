import type { HttpReply } from "./patiently.ts";

export interface Token {
  readonly value: string;
  readonly lifetime_ms: number;
}

/** Sends a request with a token in its header. */
export type WithToken = (
  send: (authorization: string) => Promise<HttpReply>,
  signal: AbortSignal,
) => Promise<HttpReply>;

/** A request that is sent just now must still arrive with a token that is good. */
const SPARE_MS = 120_000;
const UNAUTHORIZED = 401;

/** Tokens are asked for when they are needed, kept, and renewed before they expire. */
export function withToken(now_ms: () => number, fetchToken: (signal: AbortSignal) => Promise<Token>): WithToken {
  let held = { value: "", good_until_ms: 0 };
  const fresh = async (signal: AbortSignal): Promise<string> => {
    if (now_ms() < held.good_until_ms) return held.value;
    const { value, lifetime_ms } = await fetchToken(signal);
    // Of a token that lives for less than twice the spare time, half the life is used.
    held = { value, good_until_ms: now_ms() + Math.max(lifetime_ms - SPARE_MS, lifetime_ms / 2) };
    return value;
  };
  return async (send, signal) => {
    const reply = await send(`Bearer ${await fresh(signal)}`);
    if (reply.status !== UNAUTHORIZED) return reply;
    // Revoked, or expired by another clock than ours: a new one is asked for once.
    held = { value: "", good_until_ms: 0 };
    return send(`Bearer ${await fresh(signal)}`);
  };
}
