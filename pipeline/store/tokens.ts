import { type Static, Type } from "typebox";
import { Value } from "typebox/value";
import { type AccessToken, SCOPES } from "../core/access-token.ts";
import { AppError } from "../core/errors.ts";
import type { TokenStore } from "../core/ports.ts";
import type { Connection } from "./connection.ts";

const Time = Type.Union([Type.Number(), Type.Null()]);

const Row = Type.Object({
  token_id: Type.String(),
  name: Type.String(),
  hash: Type.String(),
  tenant: Type.String(),
  scopes: Type.Array(Type.Enum([...SCOPES])),
  feeds: Type.Array(Type.String()),
  created_at: Type.Number(),
  created_by: Type.String(),
  expires_at: Time,
  revoked_at: Time,
  revoked_by: Type.String(),
  last_used_at: Time,
});
type Row = Static<typeof Row>;

const LIST = `SELECT token_id, name, hash, tenant, scopes, feeds, created_by, revoked_by,
    toFloat64(toUnixTimestamp64Milli(tokens.created_at)) AS created_at,
    toFloat64(toUnixTimestamp64Milli(tokens.expires_at)) AS expires_at,
    toFloat64(toUnixTimestamp64Milli(tokens.revoked_at)) AS revoked_at,
    if(used_at = 0, NULL, toFloat64(used_at)) AS last_used_at
FROM tokens FINAL
LEFT JOIN (
    SELECT token_id, toUnixTimestamp64Milli(max(token_uses.last_used_at)) AS used_at FROM token_uses GROUP BY token_id
) AS uses USING (token_id)
ORDER BY tokens.created_at, token_id`;

/** Revision 2 is the end of a token: whatever else is written about it cannot bring it back. */
const MADE = 1;
const REVOKED = 2;

export function createTokenStore(connection: Connection): TokenStore {
  return {
    list: async () => (await connection.json(LIST)).map(toToken),
    save: (token) => insert(connection, "tokens", [toRow(token)]),
    noteUses: (uses) =>
      insert(
        connection,
        "token_uses",
        [...uses].map(([token_id, last_used_at]) => ({ token_id, last_used_at })),
      ),
  };
}

async function insert(connection: Connection, table: "tokens" | "token_uses", rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  const body = Buffer.from(rows.map((row) => JSON.stringify(row)).join("\n"));
  const settings = { async_insert: 0, wait_end_of_query: 1 } as const;
  await connection.execute({ sql: `INSERT INTO ${table} FORMAT JSONEachRow`, settings, body });
}

function toRow({ last_used_at: _elsewhere, expires_at, revoked_at, ...token }: AccessToken): object {
  return {
    ...token,
    expires_at: expires_at ?? null,
    revoked_at: revoked_at ?? null,
    revision: revoked_at === undefined ? MADE : REVOKED,
  };
}

function toToken(row: unknown): AccessToken {
  if (!Value.Check(Row, row)) throw new AppError("store_refused", "tokens holds a row of another shape than expected.");
  const { expires_at, revoked_at, last_used_at, ...rest } = row satisfies Row;
  return {
    ...rest,
    expires_at: expires_at ?? undefined,
    revoked_at: revoked_at ?? undefined,
    last_used_at: last_used_at ?? undefined,
  };
}
