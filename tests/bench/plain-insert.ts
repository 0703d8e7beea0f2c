import { createReadStream } from "node:fs";
import { request } from "node:http";
import type { Store } from "../../pipeline/store/open-store.ts";

const PLAIN = `CREATE TABLE plain AS events ENGINE = MergeTree PARTITION BY toYYYYMMDD(at)
ORDER BY (tenant, toStartOfMinute(at), app_id, at, source, event_id)`;

/** The peer's table: our columns and order, without replacing, views, quarantine or anything else. */
export function createPlainTable(store: Store): Promise<void> {
  return store.connection.execute({ sql: PLAIN });
}

/** The peer: one INSERT ... FORMAT JSONEachRow of a whole file into the plain table; answers seconds. */
export async function plainInsert(store: Store, path: string): Promise<number> {
  await store.connection.execute({ sql: "TRUNCATE TABLE plain" });
  const { url, headers } = plainTarget(store);
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    const sent = request(url, { method: "POST", headers }, (answer) => {
      answer.resume();
      answer.once("end", () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`status ${answer.statusCode}`)),
      );
    });
    sent.once("error", reject);
    createReadStream(path, { highWaterMark: 1 << 20 }).pipe(sent);
  });
  return (performance.now() - started) / 1_000;
}

/** Where a body of JSON lines becomes a plain INSERT, with these settings in words of the address. */
export function plainTarget(
  store: Store,
  way = "async_insert=0",
): {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
} {
  const { url, user, password, database } = store.connection.endpoint;
  const settings = `${way}&max_partitions_per_insert_block=0&date_time_input_format=best_effort`;
  const query = encodeURIComponent("INSERT INTO plain FORMAT JSONEachRow");
  return {
    url: `${url}/?database=${database}&${settings}&query=${query}`,
    headers: { "X-ClickHouse-User": user, "X-ClickHouse-Key": password },
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
