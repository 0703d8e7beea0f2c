import { readFileSync } from "node:fs";
import type { Store } from "../../../pipeline/store/open-store.ts";
import { EXPECTED_EVENTS, EXPECTED_POISON, poisonCount, STORED_EVENTS, type StormPlan } from "./storm-plan.ts";

/** What is stored after a storm, against what the plan says must be. Every field but the first three must be 0. */
export interface Verdict {
  readonly stored: number;
  readonly poison_acknowledged: number;
  readonly poison_rows: number;
  /** Events too few, and rows too many. */
  readonly missing: number;
  readonly twice: number;
  /** 0 when the sums of bytes and the checksums over all fields agree, too. */
  readonly checksums_wrong: number;
  readonly apps_wrong: number;
  readonly poison_missing: number;
  /** Rows in quarantine at an acknowledged place but with other bytes, or with bytes that nobody sent. */
  readonly poison_wrong: number;
  /** Rows by which a table differs from a recount over the events, in either direction. */
  readonly usage_minute_wrong: number;
  readonly usage_hour_wrong: number;
  readonly usage_day_wrong: number;
}

const ROWS_AN_INSERT = 5_000;
const BUCKETS = { usage_minute: 60, usage_hour: 3_600, usage_day: 86_400 } as const;
const LIMITS = { max_execution_time: 600, do_not_merge_across_partitions_select_final: 1 } as const;

export async function judgeStorm(store: Store, plan: StormPlan, acks_file: string): Promise<Verdict> {
  const params = { seed: plan.seed, events: plan.events };
  const one = async (sql: string): Promise<Readonly<Record<string, unknown>>> =>
    Object((await store.connection.json(`${sql} SETTINGS ${settings()}`, params))[0]);
  const number = async (sql: string): Promise<number> => Number((await one(sql))["found"]);
  const sums = `toFloat64(count()) AS rows, toFloat64(uniqExact(cityHash64(event_id))) AS ids, toString(sum(bytes)) AS bytes,
    toString(sum(cityHash64(*))) AS total, toString(groupBitXor(cityHash64(*))) AS xor`;
  const stored = await one(`SELECT ${sums} FROM (${STORED_EVENTS})`);
  const expected = await one(`SELECT ${sums} FROM (${EXPECTED_EVENTS})`);
  const wrong = ["bytes", "total", "xor"].filter((name) => stored[name] !== expected[name]).length;
  const by_app = "SELECT app_id, count() AS calls, sum(bytes) AS total FROM";
  const poison = await judgePoison(store, number, acks_file);
  return {
    stored: Number(stored["rows"]),
    ...poison,
    missing: plan.events - Number(stored["ids"]),
    twice: Number(stored["rows"]) - Number(stored["ids"]),
    checksums_wrong: wrong,
    apps_wrong: await number(
      differing(`${by_app} (${STORED_EVENTS}) GROUP BY app_id`, `${by_app} (${EXPECTED_EVENTS}) GROUP BY app_id`),
    ),
    poison_missing: poison.poison_missing + Math.abs(poisonCount(plan.events) - poison.poison_acknowledged),
    usage_minute_wrong: await number(usageDifference("usage_minute")),
    usage_hour_wrong: await number(usageDifference("usage_hour")),
    usage_day_wrong: await number(usageDifference("usage_day")),
  };
}

function settings(): string {
  return Object.entries(LIMITS)
    .map(([name, value]) => `${name} = ${value}`)
    .join(", ");
}

function differing(one: string, other: string): string {
  return `SELECT toFloat64(count()) AS found FROM ((${one} EXCEPT ${other}) UNION ALL (${other} EXCEPT ${one}))`;
}

/** Where the broker says each poison record came to stand, against the quarantine; copies that it took twice are there, too. */
async function judgePoison(
  { connection }: Store,
  number: (sql: string) => Promise<number>,
  acks_file: string,
): Promise<Pick<Verdict, "poison_acknowledged" | "poison_rows" | "poison_missing" | "poison_wrong">> {
  const acks = readFileSync(acks_file, "utf8").trim().split("\n");
  await connection.execute({ sql: "CREATE TABLE storm_acks (position String, bytes String) ENGINE = Memory" });
  for (let first = 0; first < acks.length; first += ROWS_AN_INSERT) {
    const rows = acks.slice(first, first + ROWS_AN_INSERT).map((ack) => ack.split("\t"));
    const values = rows.map(([position, hex]) => `('${position}', unhex('${hex}'))`).join(",");
    await connection.execute({ sql: `INSERT INTO storm_acks VALUES ${values}` });
  }
  const there = "SELECT position, raw FROM quarantine FINAL";
  const missing = `SELECT toFloat64(count()) AS found FROM storm_acks WHERE position NOT IN (SELECT position FROM quarantine FINAL)`;
  const other_bytes = `SELECT toFloat64(count()) AS found FROM storm_acks AS a INNER JOIN (${there}) AS q ON q.position = a.position WHERE q.raw != a.bytes`;
  const unknown = `SELECT toFloat64(count()) AS found FROM (${there}) WHERE raw NOT IN (${EXPECTED_POISON})`;
  return {
    poison_acknowledged: await number("SELECT toFloat64(uniqExact(bytes)) AS found FROM storm_acks"),
    poison_rows: await number("SELECT toFloat64(count()) AS found FROM quarantine FINAL"),
    poison_missing: await number(missing),
    poison_wrong: (await number(other_bytes)) + (await number(unknown)),
  };
}

/** Distinct counts by their finalised values: the bytes of their states depend on the order. */
function usageDifference(table: keyof typeof BUCKETS): string {
  const key = "tenant, source, app_id, service, operation_class";
  const size = BUCKETS[table];
  const kept = `SELECT ${key}, toUInt32(u.at) AS bucket, calls, errors, u.bytes_read AS bytes, u.events AS rows,
    finalizeAggregation(users) AS users, finalizeAggregation(resources) AS resources FROM ${table} AS u FINAL WHERE u.events > 0`;
  const counted = `SELECT ${key}, toUInt32(intDiv(toUnixTimestamp(e.at), ${size}) * ${size}) AS bucket, count() AS calls,
    countIf(outcome = 'error') AS errors, sum(e.bytes_read) AS bytes, count() AS rows, uniqCombined(12)(user_id) AS users,
    uniqCombined(12)(resource) AS resources FROM events AS e FINAL GROUP BY ${key}, bucket`;
  return differing(kept, counted);
}
