import { answering } from "../cluster/answering.ts";
import type { Connection } from "../connection.ts";
import { RETAINED, RETAINED_NAMES, type Retained, type Retention } from "./retention-settings.ts";

/** What was changed, as a sentence for people. */
export type RetentionChange = string;

/**
 * Days that data outlives its limit. The rollups go on with a day until one day after the limit; two more, and the two
 * never meet, however long a settling pass takes.
 */
const GRACE_DAYS = 3;

/** From when on the limit counts. A whole partition ages at one moment, so that it goes at once and never in parts. */
const BEGIN = {
  events: "toStartOfDay(at)",
  event_keys: "toStartOfDay(minute)",
  usage_minute: "toStartOfDay(at)",
  usage_hour: "toStartOfDay(at)",
  usage_day: "toStartOfMonth(at) + toIntervalMonth(1)",
  usage_values: "toStartOfMonth(at) + toIntervalMonth(1)",
  quarantine: "toStartOfDay(received_at)",
  quarantine_replays: "toStartOfDay(replayed_at)",
  conflicts: "toStartOfDay(found_at)",
  rollup_faults: "toStartOfDay(found_at)",
  deviations: "toStartOfMonth(at) + toIntervalMonth(1)",
  alert_history: "toStartOfDay(recorded_at)",
} as const satisfies Record<(typeof RETAINED)[Retained][number], string>;

/** Tables whose partitions age as a whole. In the others rows go one by one, when parts are merged. */
const WHOLE_PARTS: ReadonlySet<string> = new Set([
  "events",
  "usage_minute",
  "usage_hour",
  "usage_day",
  "usage_values",
  "deviations",
]);

/**
 * Make the store keep things for as long as the settings say. With `may_lift` what is not limited any more is kept for
 * ever again; a command that was started without the service's settings must not do that. Safe to be killed in: what is
 * noted is never longer than what is in force.
 */
export async function applyRetention(
  connection: Connection,
  wanted: Retention,
  options: { readonly may_lift: boolean },
): Promise<readonly RetentionChange[]> {
  const noted = await readNoted(connection);
  const changes: RetentionChange[] = [];
  for (const name of RETAINED_NAMES) {
    const days = wanted[name] ?? (options.may_lift ? 0 : (noted.get(name) ?? 0));
    const changed = await applyOne(connection, name, days, noted.get(name) ?? 0);
    if (changed) changes.push(days === 0 ? `${name}: kept for ever` : `${name}: kept for ${days} days`);
  }
  return changes;
}

async function applyOne(connection: Connection, name: Retained, days: number, noted_days: number): Promise<boolean> {
  const shorter = days !== 0 && (noted_days === 0 || days < noted_days);
  const changed = days !== noted_days;
  if (changed && shorter) await note(connection, name, days);
  for (const table of RETAINED[name]) await setTtl(connection, table, days);
  if (changed && !shorter) await note(connection, name, days);
  return changed;
}

async function setTtl(connection: Connection, table: keyof typeof BEGIN, days: number): Promise<void> {
  const wanted = days === 0 ? "" : `${BEGIN[table]} + toIntervalDay(${days + GRACE_DAYS})`;
  const present = await readTtl(connection, table);
  if (present === wanted) return;
  if (wanted === "") {
    await connection.execute({ sql: `ALTER TABLE ${table} REMOVE TTL` });
    return;
  }
  const whole = WHOLE_PARTS.has(table) ? 1 : 0;
  // Old parts only learn when they age: rewriting them all would take hours.
  const settings = `ttl_only_drop_parts = ${whole}, materialize_ttl_recalculate_only = 1`;
  for (const replica of await answering(connection))
    await replica.execute({ sql: `ALTER TABLE ${table} MODIFY SETTING ${settings}` });
  await connection.execute({ sql: `ALTER TABLE ${table} MODIFY TTL ${wanted}` });
}

const READ_TTL = `SELECT extract(engine_full, ' TTL (.*?)(?: SETTINGS .*)?$') AS ttl
FROM system.tables WHERE database = currentDatabase() AND name = {table:String}`;

async function readTtl(connection: Connection, table: string): Promise<string> {
  const [row] = await connection.json(READ_TTL, { table });
  return String(Object(row).ttl ?? "");
}

const NOTE = `INSERT INTO retention_changes (name, days, set_at)
SELECT {name:String}, {days:UInt32}, now64(3, 'UTC')`;

async function note(connection: Connection, name: string, days: number): Promise<void> {
  await connection.execute({ sql: NOTE, params: { name, days } });
}

const READ_NOTED = "SELECT name, toUInt32(argMax(days, set_at)) AS days FROM retention_changes GROUP BY name";

async function readNoted(connection: Connection): Promise<ReadonlyMap<string, number>> {
  const rows = await connection.json(READ_NOTED);
  return new Map(rows.map((row) => [String(Object(row).name), Number(Object(row).days)]));
}

/** How many days events are kept at least, as it stands in the store; none: for ever. */
export async function keptEventsDays(connection: Connection): Promise<number | undefined> {
  const days = (await readNoted(connection)).get("events") ?? 0;
  return days === 0 ? undefined : days;
}
