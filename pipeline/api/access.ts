import { createHash } from "node:crypto";
import { isIP } from "node:net";
import type { AccessToken } from "../core/access-token.ts";
import { AppError } from "../core/errors.ts";
import type { Clock, TokenStore } from "../core/ports.ts";
import { type Caller, UNGUARDED_CALLER } from "./caller.ts";

/** What is known of a request before its body is read. */
export interface Credentials {
  readonly authorization: string | undefined;
  readonly remote_address: string;
}

export interface Access {
  /** Rejects with `unauthenticated` unless the request carries a good token, or none was ever made. */
  readonly callerOf: (credentials: Credentials) => Promise<Caller>;
  /** Whether there is, or ever was, a token. */
  readonly guarded: () => Promise<boolean>;
  /** Write down which tokens were used since it was last called. */
  readonly saveUses: () => Promise<void>;
}

/** A revoked token opens nothing after this long, a new one is known as soon: short, and one small query each time. */
const KNOWN_FOR_MS = 2_000;
/** `Bearer` and the token; nothing longer is ever hashed. */
const BEARER = /^Bearer +(tm_[0-9a-f]{12}_[A-Za-z0-9_-]{43}) *$/i;

interface Known {
  readonly since_ms: number;
  readonly by_hash: ReadonlyMap<string, AccessToken>;
}

/**
 * Checks tokens against those of the store, which it remembers for two seconds. A token is found by its hash: how long
 * that takes says nothing about a secret, as no sender can choose what a hash begins with.
 */
export function createAccess(tokens: TokenStore, clock: Clock): Access {
  const look = remembering(tokens, clock);
  let uses = new Map<string, number>();
  return {
    callerOf: async ({ authorization, remote_address }) => {
      const { by_hash } = await look();
      if (by_hash.size === 0) return unguarded(remote_address);
      const token = goodToken(by_hash, authorization, clock.now_ms());
      uses.set(token.token_id, clock.now_ms());
      return token;
    },
    guarded: async () => (await look()).by_hash.size > 0,
    saveUses: async () => {
      const saved = uses;
      uses = new Map();
      await tokens.noteUses(saved).catch((error: unknown) => {
        uses = new Map([...saved, ...uses]);
        throw error;
      });
    },
  };
}

/** Many requests at once share one look. */
function remembering(tokens: TokenStore, clock: Clock): () => Promise<Known> {
  let known: Known | undefined;
  let looking: Promise<Known> | undefined;
  const load = async (): Promise<Known> => {
    const since_ms = clock.now_ms();
    const all = await tokens.list();
    known = { since_ms, by_hash: new Map(all.map((token) => [token.hash, token])) };
    return known;
  };
  return async () => {
    if (known && clock.now_ms() - known.since_ms < KNOWN_FOR_MS) return known;
    looking ??= load().finally(() => {
      looking = undefined;
    });
    return looking;
  };
}

function goodToken(by_hash: Known["by_hash"], authorization: string | undefined, now_ms: number): AccessToken {
  if (authorization === undefined)
    throw unauthenticated("A token is needed, as the header Authorization: Bearer tm_....");
  const secret = BEARER.exec(authorization)?.[1];
  if (secret === undefined) throw unauthenticated("The header is to be Authorization: Bearer tm_..., a whole token.");
  const token = by_hash.get(createHash("sha256").update(secret).digest("hex"));
  if (!token) throw unauthenticated("This token is not known here.");
  if (token.revoked_at !== undefined) throw unauthenticated(`Token ${token.token_id} is revoked.`);
  if (token.expires_at !== undefined && token.expires_at <= now_ms)
    throw unauthenticated(`Token ${token.token_id} has expired. Make a new one with "tidemark token create".`);
  return token;
}

/** The service listens on loopback only while there is no token; should anybody else get through, it is not to us. */
function unguarded(remote_address: string): Caller {
  if (isLoopback(remote_address)) return UNGUARDED_CALLER;
  throw unauthenticated('Only this machine is served until there is a token: "tidemark token create" makes one.');
}

/** Whether only this machine can reach an address, or connect from it. */
export function isLoopback(host: string): boolean {
  if (host === "localhost" || host === "::1") return true;
  const v4 = host.replace(/^::ffff:/i, "");
  return isIP(v4) === 4 && v4.startsWith("127.");
}

function unauthenticated(message: string): AppError {
  return new AppError("unauthenticated", message);
}
