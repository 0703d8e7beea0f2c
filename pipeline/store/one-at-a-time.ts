import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../core/errors.ts";
import type { WhileWaiting } from "../core/ports.ts";
import { answering } from "./cluster/answering.ts";
import type { Connection } from "./connection.ts";

const POLL_MS = 50;
const WAIT_MS = 60_000;
/** Ends by itself, should nobody end it. */
const HELD_MAX_S = 300;

const IS_HELD_BY = `SELECT toUInt32(count()) AS found FROM system.processes
WHERE query_id = {query_id:String} AND position(query, {token:String}) > 0`;

/**
 * The server finds a query by its text and then ends whoever has its id. ASYNC does so once and at once, while the query
 * is still ours; SYNC goes on until the id is free, and so would end those who come after us.
 */
const LET_GO = "KILL QUERY WHERE query_id = {query_id:String} AND position(query, {token:String}) > 0 ASYNC";

interface Hold {
  readonly token: string;
  readonly query: AbortController;
}

/**
 * Do something that no other process of ours does at the same time in this database. The lock is a query that sleeps
 * under a fixed id: ClickHouse runs no second one of the same id and user, and ends it when its sender is gone.
 * Of a cluster's shard it is taken on every replica that answers, so that two who can reach one in common exclude each
 * other.
 */
export async function oneAtATime<T>(
  connection: Connection,
  name: string,
  work: () => Promise<T>,
  waiting: WhileWaiting = {},
): Promise<T> {
  // Everybody goes by the same order, or two would wait for each other.
  const replicas = [...(await answering(connection))].sort((a, b) => (a.endpoint.url < b.endpoint.url ? -1 : 1));
  const locked = replicas.reduceRight<() => Promise<T>>(
    (inner, replica) => () => onOne(replica, name, inner, waiting),
    work,
  );
  return locked();
}

async function onOne<T>(
  connection: Connection,
  name: string,
  work: () => Promise<T>,
  waiting: WhileWaiting,
): Promise<T> {
  const query_id = `${name}:${connection.endpoint.database}`;
  const hold = await take(connection, query_id, waiting);
  try {
    return await work();
  } finally {
    // Before we hang up, after which the id may be another's. What was done stays done if this fails: hanging up suffices.
    await connection.execute({ sql: LET_GO, params: { query_id, token: hold.token } }).catch(() => undefined);
    hold.query.abort();
  }
}

async function take(
  connection: Connection,
  query_id: string,
  { wait_ms = WAIT_MS, on_wait }: WhileWaiting,
): Promise<Hold> {
  const began = Date.now();
  for (let told = false; Date.now() < began + wait_ms; told = true) {
    const hold = await tryToTake(connection, query_id);
    if (hold) return hold;
    if (!told) on_wait?.();
    await sleep(POLL_MS);
  }
  const waited_s = Math.round(wait_ms / 1_000);
  throw new AppError("store_unavailable", `Another process has been at ${query_id} for ${waited_s} s. Run this again.`);
}

/** None when somebody else holds it. */
async function tryToTake(connection: Connection, query_id: string): Promise<Hold | undefined> {
  const token = randomUUID();
  const query = new AbortController();
  const sleeping = { ended: false };
  const statement = {
    sql: `SELECT sleepEachRow(0.1) FROM numbers(${HELD_MAX_S * 10}) /* ${token} */ FORMAT Null`,
    settings: {
      max_block_size: "1",
      function_sleep_max_microseconds_per_block: "0",
      // The server looks for a gone sender only during queries that may not write.
      cancel_http_readonly_queries_on_client_close: 1,
      readonly: "2",
    } as const,
    query_id,
  };
  void connection
    .execute(statement, query.signal)
    .catch(() => undefined)
    .then(() => {
      sleeping.ended = true;
    });
  try {
    while (!sleeping.ended) {
      const [row] = await connection.json(IS_HELD_BY, { query_id, token });
      if (Number(Object(row).found) > 0) return { token, query };
      await sleep(POLL_MS);
    }
    return undefined;
  } catch (error) {
    // Or it would be held for nobody.
    query.abort();
    throw error;
  }
}
