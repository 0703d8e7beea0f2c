import { setTimeout as sleep } from "node:timers/promises";
import { sqlText } from "../../../queries/define-query.ts";
import type { InventoryItem } from "../../../schemas/inventory-item.ts";
import type { Clock, Landing, LandingRow, StatementRunner } from "../../core/ports.ts";
import { type RetryPolicy, retrying } from "../../core/retry.ts";
import type { InventoryMapper, ListMention } from "./inventory-mapper.ts";
import { type TextBlock, textBlock } from "./text-block.ts";

export interface StagingOptions {
  readonly mapper: Pick<InventoryMapper, "source">;
  readonly run_id: string;
  readonly tenant: string;
  readonly at_ms: number;
  readonly via?: "event";
}

/** Where an import collects what it reads, row by row, with memory that does not grow. */
export interface Staging {
  /** Things of a record, and the lists of which the record alone is the whole. To be waited for where it says so. */
  readonly add: (
    tenant: string,
    items: readonly InventoryItem[],
    lists: readonly ListMention[],
  ) => Promise<void> | undefined;
  readonly refuse: (row: LandingRow) => Promise<void>;
  /** Writes the rest, with the lists that turned out to be whole. */
  readonly finish: (lists: readonly { readonly list: string; readonly app_ref: string }[]) => Promise<void>;
  readonly tenants: () => readonly string[];
}

interface StagingDeps {
  readonly statements: StatementRunner;
  readonly landing: Landing;
  readonly clock: Clock;
}

/** What one insert takes, some 40,000 rows: smaller ones cost the server twice as much a row. One is filled while one is sent. */
const INSERT_BYTES = 12_000_000;
/** Room for the rows of the record that fills it. */
const BLOCK_BYTES = 13_000_000;
/** Each holds its raw record, of some kilobytes as a rule: a few megabytes in all. */
const REFUSED_PER_INSERT = 500;
/** Clocks of machines that are looked after differ by seconds. */
const SKEW_MS = 300_000;
const DEFAULT_TENANT = "default";
const STAGE = sqlText(import.meta.url, "stage");
/** A server that died is back in a second or a few. */
const PATIENCE: RetryPolicy = {
  max_wait_ms: 60_000,
  now_ms: Date.now,
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};
/** Whoever stops an import stops its reading. */
const NEVER = new AbortController().signal;

export function createStaging(deps: StagingDeps, options: StagingOptions): Staging {
  const { run_id, at_ms, via = "list" } = options;
  const { source } = options.mapper;
  const latest_ms = deps.clock.now_ms() + SKEW_MS;
  const tenants = new Set<string>();
  const refused: LandingRow[] = [];
  let filling = textBlock(BLOCK_BYTES);
  let sending: TextBlock | undefined;
  let sent: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    await sent;
    const full = filling;
    filling = sending ?? textBlock(BLOCK_BYTES);
    filling.clear();
    sending = full;
    const body = full.bytes();
    const stage = () => deps.statements.run(STAGE, { run_id, source, via }, body);
    if (body.length > 0) sent = patiently(stage);
    // Told to whoever waits for it next.
    sent.catch(() => undefined);
  };
  const push = (tenant: string, item: InventoryItem | ListRow): void => {
    tenants.add(tenant);
    filling.add(rowText(tenant, item, at_ms, latest_ms));
  };
  const writeRefused = async (): Promise<void> => {
    const header = { tenant: options.tenant || DEFAULT_TENANT, source: `inventory/${source}`, run_id };
    const some = refused.splice(0);
    if (some.length > 0) await patiently(() => deps.landing.writeRows({ ...header, rows: some }));
  };

  return {
    add: (said_tenant, items, lists) => {
      const tenant = options.tenant || said_tenant;
      for (const item of items) push(tenant, item);
      for (const mention of lists) if (mention.scope === "app") push(tenant, listRow(mention));
      return filling.bytes().length >= INSERT_BYTES ? write() : undefined;
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
      await sent;
      await writeRefused();
    },
    tenants: () => [...tenants],
  };
}

/** Rows replace themselves: what may have arrived is sent again while the trouble passes. */
function patiently<T>(call: () => Promise<T>): Promise<T> {
  return retrying(call, PATIENCE, NEVER);
}

type ListRow = Pick<InventoryItem, "item" | "app_ref" | "key" | "list" | "at" | "fact" | "state" | "changed_by">;

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

/** A moment that has not come yet is not believed: the thing stands as of the import, and is marked. */
function rowText(tenant: string, row: InventoryItem | ListRow, at_ms: number, latest_ms: number): string {
  const { item, app_ref, key, list, state = "present", changed_by = "", at: said_ms = at_ms, fact: said } = row;
  const is_skewed = said_ms > latest_ms;
  const at = is_skewed ? at_ms : said_ms;
  const fact = is_skewed ? { ...said, marks: [...(said.marks ?? []), "clock_skewed"] } : said;
  // The order of stage.sql. A list, because names by the million take longer to write and to read than what they name.
  return `${JSON.stringify([tenant, item, app_ref, key, at, state, list, changed_by, fact])}\n`;
}
