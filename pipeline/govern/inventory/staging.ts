import type { InventoryItem } from "../../../schemas/inventory-item.ts";
import type { Clock, Landing, LandingRow, TableWriter } from "../../core/ports.ts";
import type { InventoryMapper, ListMention } from "./inventory-mapper.ts";

export interface StagingOptions {
  readonly mapper: Pick<InventoryMapper, "source">;
  readonly run_id: string;
  readonly tenant: string;
  readonly at_ms: number;
  readonly via?: "event";
}

/** Where an import collects what it reads, row by row, with memory that does not grow. */
export interface Staging {
  /** Things of a record, and the lists of which the record alone is the whole. */
  readonly add: (tenant: string, items: readonly InventoryItem[], lists: readonly ListMention[]) => Promise<void>;
  readonly refuse: (row: LandingRow) => Promise<void>;
  /** Writes the rest, with the lists that turned out to be whole. */
  readonly finish: (lists: readonly { readonly list: string; readonly app_ref: string }[]) => Promise<void>;
  readonly tenants: () => readonly string[];
}

interface StagingDeps {
  readonly writer: TableWriter;
  readonly landing: Landing;
  readonly clock: Clock;
}

/** What one insert takes, some 3 MB: two of them are in memory at a time. */
const ROWS_PER_INSERT = 10_000;
const REFUSED_PER_INSERT = 500;
/** Clocks of machines that are looked after differ by seconds. */
const SKEW_MS = 300_000;
const DEFAULT_TENANT = "default";

type Row = Readonly<Record<string, unknown>>;

export function createStaging(deps: StagingDeps, options: StagingOptions): Staging {
  const { run_id, at_ms, via } = options;
  const { source } = options.mapper;
  const latest_ms = deps.clock.now_ms() + SKEW_MS;
  const tenants = new Set<string>();
  const rows: Row[] = [];
  const refused: LandingRow[] = [];
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    await writing;
    writing = deps.writer.insert("inventory_staging", rows.splice(0));
    // Told to whoever waits for it next.
    writing.catch(() => undefined);
  };
  const push = (tenant: string, item: InventoryItem | ListRow): void => {
    tenants.add(tenant);
    rows.push(rowOf(item, { run_id, tenant, source, via: via ?? "list", at_ms, latest_ms }));
  };
  const writeRefused = async (): Promise<void> => {
    const header = { tenant: options.tenant || DEFAULT_TENANT, source: `inventory/${source}`, run_id };
    const some = refused.splice(0);
    if (some.length > 0) await deps.landing.writeRows({ ...header, rows: some });
  };

  return {
    add: async (said_tenant, items, lists) => {
      const tenant = options.tenant || said_tenant;
      for (const item of items) push(tenant, item);
      for (const mention of lists) if (mention.scope === "app") push(tenant, listRow(mention));
      if (rows.length >= ROWS_PER_INSERT) await write();
    },
    refuse: async (row) => {
      refused.push(row);
      if (refused.length >= REFUSED_PER_INSERT) await writeRefused();
    },
    finish: async (lists) => {
      // An empty list has no record that says whose it is.
      const owners = tenants.size > 0 ? [...tenants] : [options.tenant || DEFAULT_TENANT];
      for (const tenant of owners) for (const list of lists) push(tenant, listRow(list));
      await write();
      await writing;
      await writeRefused();
    },
    tenants: () => [...tenants],
  };
}

type ListRow = Pick<InventoryItem, "item" | "app_ref" | "key" | "list" | "at" | "fact">;

function listRow({
  list,
  app_ref,
  at,
}: {
  readonly list: string;
  readonly app_ref: string;
  readonly at?: number;
}): ListRow {
  return { item: "list", app_ref, key: list, list, fact: {}, ...(at === undefined ? {} : { at }) };
}

interface RowPlace {
  readonly run_id: string;
  readonly tenant: string;
  readonly source: string;
  readonly via: string;
  readonly at_ms: number;
  readonly latest_ms: number;
}

/** A moment that has not come yet is not believed: the thing stands as of the import, and is marked. */
function rowOf(item: InventoryItem | ListRow, { at_ms, latest_ms, ...place }: RowPlace): Row {
  const { at = at_ms, ...rest } = item;
  if (at <= latest_ms) return { ...place, ...rest, at };
  const marks = [...(rest.fact.marks ?? []), "clock_skewed"];
  return { ...place, ...rest, at: at_ms, fact: { ...rest.fact, marks } };
}
