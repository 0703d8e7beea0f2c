import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { AppError } from "../../core/errors.ts";
import { answering } from "../cluster/answering.ts";
import type { Connection } from "../connection.ts";
import { freshenDictionary } from "./freshen-dictionary.ts";
import {
  type FindPackage,
  installedPackage,
  PLACE_DATASETS,
  type PlaceDataset,
  type PlacePackage,
} from "./place-packages.ts";
import { placeRows } from "./place-rows.ts";

export interface PlaceOptions {
  /** Whether to bring what the packages hold; without, the dictionaries keep what the store has. */
  readonly bring: boolean;
  /** Takes one line for a person about what is done, or cannot be. */
  readonly say: (text: string) => void;
  readonly signal?: AbortSignal;
  readonly findPackage?: FindPackage;
  /** How old rows out of use must be to be dropped. */
  readonly leftover_s?: number;
}

interface Load {
  readonly load_id: string;
  readonly package: string;
  readonly package_version: string;
}

/** A load takes seconds: what is not in use and as old as this was left behind by a kill, or replaced. */
const LEFTOVER_S = 3_600;
const INSERT_SETTINGS = { async_insert: 0, max_execution_time: 60, wait_end_of_query: 1 } as const;

/**
 * Bring the countries and networks of the installed packages into the store where it holds others, and have the
 * dictionaries ready for the first insert. Trouble here leaves what was there before and stops no command, unless
 * the store does not answer: an event without its country is better than none.
 */
export async function loadPlaces(connection: Connection, options: PlaceOptions): Promise<void> {
  // One after the other: the files' lines are taken apart in this process.
  if (options.bring)
    for (const dataset of PLACE_DATASETS) await orSay(options, dataset, bringDataset(connection, dataset, options));
  // Dictionaries are each replica's own.
  for (const replica of await answering(connection))
    await Promise.all(PLACE_DATASETS.map((dataset) => orSay(options, dataset, freshenDictionary(replica, dataset))));
}

async function orSay({ say }: PlaceOptions, { dataset }: PlaceDataset, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    // What needs the store next says so itself, once.
    if (!(error instanceof AppError) || error.code === "store_unavailable") throw error;
    say(`Addresses get no newer ${dataset}: ${error.message}`);
  }
}

async function bringDataset(connection: Connection, dataset: PlaceDataset, options: PlaceOptions): Promise<void> {
  const found = (options.findPackage ?? installedPackage)(dataset.package_name);
  const current = await newestLoad(connection, dataset);
  if (!found) {
    if (!current)
      options.say(`Addresses get no ${dataset.dataset}: the package ${dataset.package_name} is not installed.`);
    return;
  }
  if (current?.package === dataset.package_name && current.package_version === found.version) return;
  const started = performance.now();
  options.say(`Loading the ${dataset.dataset} of addresses (${dataset.package_name} ${found.version}) ...`);
  const { ranges, load_id } = await load(connection, dataset, found, options.signal);
  await dropLeftovers(connection, dataset, load_id, options.leftover_s ?? LEFTOVER_S);
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  options.say(`Loaded the ${dataset.dataset} of ${ranges} address ranges in ${seconds} s.`);
}

const NEWEST = `SELECT load_id, package, package_version FROM place_loads
WHERE dataset = {dataset:String} ORDER BY loaded_at DESC, load_id DESC LIMIT 1`;

async function newestLoad(connection: Connection, { dataset }: PlaceDataset): Promise<Load | undefined> {
  const [row] = await connection.json(NEWEST, { dataset });
  if (row === undefined) return undefined;
  const fields: Record<string, unknown> = Object(row);
  return {
    load_id: String(fields["load_id"]),
    package: String(fields["package"]),
    package_version: String(fields["package_version"]),
  };
}

/** Rows under an id of their own, which nobody reads until the last statement names it. */
async function load(
  connection: Connection,
  dataset: PlaceDataset,
  found: PlacePackage,
  signal?: AbortSignal,
): Promise<{ readonly load_id: string; readonly ranges: number }> {
  const load_id = randomUUID();
  const totals = { ranges: 0, prefixes: 0 };
  for (const file of dataset.files)
    for await (const { bytes, ranges, networks } of placeRows(join(found.folder, file.name), file)) {
      if (signal?.aborted) throw new AppError("interrupted", "stopped before all of them were loaded.");
      await connection.execute({
        sql: insertInto(dataset),
        params: { load_id },
        settings: INSERT_SETTINGS,
        body: bytes,
      });
      totals.ranges += ranges;
      totals.prefixes += networks;
    }
  const names = { dataset: dataset.dataset, package: dataset.package_name, package_version: found.version };
  await connection.execute({ sql: FINISH, params: { ...names, load_id, ...totals }, settings: INSERT_SETTINGS });
  return { load_id, ranges: totals.ranges };
}

function insertInto({ table, dataset }: PlaceDataset): string {
  const value = dataset === "asn" ? "toUInt32(value)" : "value";
  return `INSERT INTO ${table} SELECT {load_id:String}, address, bits, ${value}
FROM input('address IPv6, bits UInt8, value String') FORMAT RowBinary`;
}

const FINISH = `INSERT INTO place_loads (dataset, load_id, package, package_version, ranges, prefixes, loaded_at)
SELECT {dataset:String}, {load_id:String}, {package:String}, {package_version:String}, {ranges:UInt64}, {prefixes:UInt64}, now64(3, 'UTC')`;

const LEFTOVERS = `SELECT partition AS load_id FROM system.parts
WHERE database = currentDatabase() AND table = {table:String} AND active AND partition != {load_id:String}
GROUP BY partition HAVING max(modification_time) < now() - {leftover_s:Int32}`;

async function dropLeftovers(
  connection: Connection,
  { table }: PlaceDataset,
  load_id: string,
  leftover_s: number,
): Promise<void> {
  const rows = await connection.json(LEFTOVERS, { table, load_id, leftover_s });
  for (const row of rows) {
    const fields: Record<string, unknown> = Object(row);
    await connection.execute({
      sql: `ALTER TABLE ${table} DROP PARTITION {load_id:String}`,
      params: { load_id: String(fields["load_id"]) },
    });
  }
}
