import { randomUUID } from "node:crypto";
import { type CollectorCursor, collectorCursors } from "../../../queries/inventory/collector-cursors.ts";
import { AppError } from "../../core/errors.ts";
import type { TableWriter } from "../../core/ports.ts";
import { type InventoryDeps, importInventory } from "../../govern/inventory/import-inventory.ts";
import { microsoft_graph } from "../../govern/inventory/sources/microsoft-graph.ts";
import type { GraphClient } from "../../readers/microsoft-graph/graph-client.ts";
import { beginRound, type Round } from "./begin-round.ts";
import { COLLECTIONS, type Collection } from "./collections.ts";

export interface CollectDeps extends InventoryDeps {
  readonly writer: TableWriter;
  readonly graph: GraphClient;
  readonly signal: AbortSignal;
  /** Told of each collection when it is done with. */
  readonly report: (collected: Collected) => void;
}

export interface CollectOptions {
  /** Whose inventory it is. */
  readonly tenant: string;
  readonly directory: string;
  /** Read whole lists, whatever was read before. */
  readonly whole: boolean;
}

/** What came of one collection. */
export type Collected =
  | {
      readonly collection: string;
      readonly kind: Round["kind"];
      readonly read: number;
      readonly changed: number;
      readonly deleted: number;
      readonly quarantined: number;
    }
  | { readonly collection: string; readonly kind: "failed"; readonly reason: string };

const SOURCE = "microsoft_graph";

/**
 * Bring a directory of Microsoft Graph into the inventory, collection by collection: one that cannot be read leaves
 * what is known of it as it is, and the others land all the same. Killed at any point, the next run ends as this one
 * would have.
 */
export async function collectDirectory(deps: CollectDeps, options: CollectOptions): Promise<readonly Collected[]> {
  const cursors = await cursorsOf(deps, options);
  const collected: Collected[] = [];
  for (const collection of COLLECTIONS) {
    const one = await collectOrSay(deps, options, collection, cursors);
    collected.push(one);
    deps.report(one);
  }
  return collected;
}

/** What to tell of collections that could not be read; nothing when all went well. */
export function failureOf(collected: readonly Collected[]): AppError | undefined {
  const failed = collected.flatMap((one) => (one.kind === "failed" ? [one.reason] : []));
  if (failed.length === 0) return undefined;
  const landed = collected.length - failed.length;
  const message = `${failed.length} of ${collected.length} collections could not be read; what is known of them stands, ${landed} landed. ${failed.join(" ")}`;
  return new AppError("source_unavailable", message);
}

type Cursors = Map<string, CollectorCursor>;

/** Lists of two directories in one inventory would take each other's apps for gone. */
async function cursorsOf({ reader }: CollectDeps, { tenant, directory }: CollectOptions): Promise<Cursors> {
  const rows = await reader.rows(collectorCursors, { tenant, source: SOURCE });
  const other = rows.find(({ origin }) => origin !== directory);
  if (other)
    throw new AppError(
      "config_invalid",
      `The inventory of tenant ${tenant} comes from directory ${other.origin}. Give ${directory} a tenant of its own with TIDEMARK_GRAPH_TENANT.`,
    );
  return new Map(rows.map((row) => [row.collection, row]));
}

async function collectOrSay(
  deps: CollectDeps,
  options: CollectOptions,
  collection: Collection,
  cursors: Cursors,
): Promise<Collected> {
  try {
    return await collectOne(deps, options, collection, cursors);
  } catch (error) {
    // Our own store or settings, or a bug: the other collections would fare no better.
    if (!(error instanceof AppError) || !OF_THE_SOURCE.has(error.code) || deps.signal.aborted) throw error;
    return { collection: collection.name, kind: "failed", reason: error.message };
  }
}

const OF_THE_SOURCE: ReadonlySet<string> = new Set(["source_unavailable", "source_refused"]);
const APIS_OF = "servicePrincipals";

async function collectOne(
  deps: CollectDeps,
  { tenant, directory, whole }: CollectOptions,
  collection: Collection,
  cursors: Cursors,
): Promise<Collected> {
  const { name } = collection;
  const at_ms = deps.clock.now_ms();
  const apis = cursors.get(APIS_OF)?.apis;
  if (collection.kind === "assignments" && apis === undefined)
    throw new AppError("source_refused", `${name} go by the service principals, which could not be read yet.`);
  const reading = { graph: deps.graph, signal: deps.signal, at_ms, apis: apis ?? [] };
  const round = await beginRound(reading, collection, whole ? undefined : cursors.get(name));
  const header = { mapper: microsoft_graph, run_id: randomUUID(), tenant, at_ms, part: false };
  const { read, changed, deleted, quarantined } = await importInventory(deps, round.inputs, header);
  const reached = round.cursor();
  const cursor = { ...reached, apis: [...reached.apis], collection: name, origin: directory };
  const { whole_ms: whole_at, ...row } = cursor;
  await deps.writer.insert("collector_cursors", [{ ...row, tenant, source: SOURCE, whole_at, read_at: at_ms }]);
  cursors.set(name, cursor);
  return { collection: name, kind: round.kind, read, changed, deleted, quarantined };
}
