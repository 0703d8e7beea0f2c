/** What a token lets its bearer do; `admin` includes the others. */
export const SCOPES = ["ingest", "read", "alerts", "write", "respond", "metrics", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

/** A token bound to this speaks for every tenant. */
export const EVERY_TENANT = "*";

/** A token as the store knows it: never the secret itself. Times are epoch milliseconds. */
export interface AccessToken {
  /** The public part of the token: says which one it is, opens nothing. */
  readonly token_id: string;
  readonly name: string;
  /** SHA-256 of the whole token, in hex. */
  readonly hash: string;
  readonly tenant: string;
  readonly scopes: readonly Scope[];
  /** Feeds whose records it may bring; empty: all of them. */
  readonly feeds: readonly string[];
  readonly created_at: number;
  readonly created_by: string;
  readonly expires_at: number | undefined;
  readonly revoked_at: number | undefined;
  readonly revoked_by: string;
  readonly last_used_at: number | undefined;
}
