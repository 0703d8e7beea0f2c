import { createHash, randomBytes } from "node:crypto";
import { userInfo } from "node:os";
import { type AccessToken, EVERY_TENANT, type Scope } from "../core/access-token.ts";
import { AppError } from "../core/errors.ts";
import { COMMON_SOURCE } from "../core/feed.ts";
import type { TokenStore } from "../core/ports.ts";
import { FEEDS } from "../sources/feeds.ts";
import { type CommandContext, printResult, tableOf } from "./context.ts";
import { withWorkspace } from "./workspace.ts";

export interface CreateOptions {
  readonly name: string;
  readonly tenant: string;
  readonly scopes: readonly Scope[];
  readonly feeds: readonly string[];
  readonly expires_ms: number | undefined;
}

/** Beyond any guessing: that is what makes a fast hash of it enough. */
const SECRET_BYTES = 32;
/** Enough that no two tokens of a store share it. */
const ID_BYTES = 6;
const MAX_NAME_LENGTH = 200;
const NOT_CONTROL = /^[^\p{Cc}]+$/u;

/** Makes a token and prints it: the only time that anybody sees it. */
export async function tokenCreateCommand(context: CommandContext, options: CreateOptions): Promise<void> {
  refuseFaults(options, Date.now());
  const { secret, token } = await withWorkspace(context, { role: "token create" }, ({ store }) =>
    makeToken(store.tokens, options),
  );
  printResult(context, { token: secret, ...shown(token) }, `${secret}\n`);
  if (context.json) return;
  const feeds = token.scopes.includes("ingest") ? `, feeds ${feedsOf(token)}` : "";
  context.terminal.err(
    `Token ${token.token_id} for tenant ${token.tenant} (${token.scopes.join(", ")}${feeds}). It is not shown again.\n`,
  );
}

/** A new token in the store, and the secret that nobody can learn from it. */
export async function makeToken(
  tokens: TokenStore,
  options: CreateOptions,
): Promise<{ readonly secret: string; readonly token: AccessToken }> {
  const made = newToken(options, Date.now());
  await tokens.save(made.token);
  return made;
}

export async function tokenListCommand(context: CommandContext): Promise<void> {
  await withWorkspace(context, { role: "token list" }, async ({ store }) => {
    const rows = (await store.tokens.list()).map(shown);
    const table = rows.map(({ scopes, feeds, ...row }) => ({
      ...row,
      scopes: scopes.join(","),
      feeds: feeds.join(",") || EVERY_TENANT,
    }));
    printResult(context, rows, rows.length === 0 ? "There is no token.\n" : tableOf(table));
  });
}

/** A running service refuses it within seconds. Revoking twice changes nothing. */
export async function tokenRevokeCommand(context: CommandContext, id_or_name: string): Promise<void> {
  await withWorkspace(context, { role: "token revoke" }, async ({ store }) => {
    const token = await find(store.tokens, id_or_name);
    const revoked =
      token.revoked_at === undefined ? { ...token, revoked_at: Date.now(), revoked_by: userInfo().username } : token;
    await store.tokens.save(revoked);
    printResult(context, shown(revoked), `Token ${revoked.token_id} (${revoked.name}) is revoked.\n`);
  });
}

function newToken(
  { name, tenant, scopes, feeds, expires_ms }: CreateOptions,
  now_ms: number,
): { readonly secret: string; readonly token: AccessToken } {
  const token_id = randomBytes(ID_BYTES).toString("hex");
  const secret = `tm_${token_id}_${randomBytes(SECRET_BYTES).toString("base64url")}`;
  const hash = createHash("sha256").update(secret).digest("hex");
  const life = { created_at: now_ms, created_by: userInfo().username, expires_at: expires_ms };
  const end = { revoked_at: undefined, revoked_by: "", last_used_at: undefined };
  return { secret, token: { token_id, name, hash, tenant, scopes, feeds, ...life, ...end } };
}

function refuseFaults({ name, tenant, scopes, feeds, expires_ms }: CreateOptions, now_ms: number): void {
  for (const [option, text] of Object.entries({ name, tenant }))
    if (text.length > MAX_NAME_LENGTH || !NOT_CONTROL.test(text))
      throw wrong(`--${option} is a text of 1 to ${MAX_NAME_LENGTH} characters without control characters.`);
  if (scopes.length === 0) throw wrong("A token needs --scope.");
  if (feeds.length > 0 && !scopes.includes("ingest")) throw wrong("--feed goes with --scope ingest.");
  const known = [COMMON_SOURCE, ...Object.keys(FEEDS)];
  const unknown = feeds.find((feed) => !known.includes(feed));
  if (unknown !== undefined) throw wrong(`There is no feed ${unknown}. The feeds are: ${known.join(", ")}.`);
  if (expires_ms !== undefined && expires_ms <= now_ms) throw wrong("--expires is a time that is still to come.");
}

async function find(tokens: TokenStore, id_or_name: string): Promise<AccessToken> {
  const all = await tokens.list();
  const by_id = all.find(({ token_id }) => token_id === id_or_name);
  if (by_id) return by_id;
  const named = all.filter(({ name, revoked_at }) => name === id_or_name && revoked_at === undefined);
  const [only, second] = named;
  if (second) {
    const ids = named.map(({ token_id }) => token_id).join(", ");
    throw wrong(`Several tokens are named ${id_or_name}: say which by its id (${ids}).`);
  }
  if (!only) throw new AppError("not_found", `There is no token ${id_or_name}. "token list" shows those there are.`);
  return only;
}

/** What people may see: all but the hash, and times as text. */
function shown({ hash: _secret, created_at, expires_at, revoked_at, last_used_at, ...token }: AccessToken) {
  return {
    ...token,
    created_at: iso(created_at),
    expires_at: iso(expires_at),
    last_used_at: iso(last_used_at),
    revoked_at: iso(revoked_at),
  };
}

function feedsOf({ feeds }: AccessToken): string {
  return feeds.length === 0 ? "all" : feeds.join(", ");
}

function iso(at_ms: number | undefined): string | null {
  return at_ms === undefined ? null : new Date(at_ms).toISOString();
}

function wrong(message: string): AppError {
  return new AppError("wrong_usage", message);
}
