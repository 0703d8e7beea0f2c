import { inventoryImportCounts } from "../../../queries/inventory/import-counts.ts";
import type { InventoryItem } from "../../../schemas/inventory-item.ts";
import { recordsIn } from "../../core/map-record.ts";
import type { Clock, Landing, LandingRow, OneAtATime, QueryReader, StatementRunner } from "../../core/ports.ts";
import { isForeignObject } from "./foreign-object.ts";
import type { InventoryMapped, InventoryMapper, PageNotes } from "./inventory-mapper.ts";
import { settleImport } from "./settle-import.ts";
import { createStaging, type Staging } from "./staging.ts";
import { type PageEnd, type ReadList, type WholeLists, wholeLists } from "./whole-lists.ts";

export interface InventoryDeps {
  readonly reader: QueryReader;
  readonly statements: StatementRunner;
  readonly landing: Landing;
  readonly oneAtATime: OneAtATime;
  readonly clock: Clock;
  /** Told when the import has to wait for another one. */
  readonly on_wait?: () => void;
}

/** What comes out of the inputs: a record as text or as a value, one that is neither, or the end of a page. */
export type InventoryInput =
  | { readonly kind: "record"; readonly text: string; readonly position: string; readonly page: PageNotes }
  | { readonly kind: "value"; readonly value: unknown; readonly position: string; readonly page: PageNotes }
  | { readonly kind: "refused"; readonly row: LandingRow; readonly page: PageNotes }
  | { readonly kind: "page_end"; readonly page: PageNotes; readonly end: PageEnd };

export interface ImportOptions {
  readonly mapper: InventoryMapper;
  readonly run_id: string;
  /** Empty: each record's own, else `default`. */
  readonly tenant: string;
  /** When the lists were read, for records that do not say. */
  readonly at_ms: number;
  /** Nothing that is missing is gone: the inputs are no whole lists. */
  readonly part: boolean;
}

export interface ImportTotals {
  readonly read: number;
  readonly apps: number;
  readonly changed: number;
  readonly deleted: number;
  readonly quarantined: number;
  /** Lists of which nothing was removed, and why. */
  readonly lists: readonly ReadList[];
}

const DEFAULT_TENANT = "default";
/** Comparing a large directory takes half a minute, on a busy machine some. */
const TURN_WAIT_MS = 600_000;

/** Read lists of apps into the staging table, compare them there with what is known, and write down what changed. */
export async function importInventory(
  deps: InventoryDeps,
  inputs: AsyncIterable<InventoryInput>,
  options: ImportOptions,
): Promise<ImportTotals> {
  const staging = createStaging(deps, options);
  const lists = wholeLists();
  const totals = { read: 0, quarantined: 0 };
  const taking = { staging, lists, options, totals, ownerOf: ownersOf(options.mapper) };
  for await (const input of inputs) {
    if (input.kind === "page_end") endPage(lists, options, input);
    else await takeAll(taking, recordsOf(input));
  }
  lists.endPage("last");
  const read_lists = lists.lists();
  await staging.finish(options.part ? [] : read_lists.filter(({ whole }) => whole));
  const counts = await settleTenants(deps, staging, options);
  return { ...totals, ...counts, lists: read_lists.filter(({ whole }) => !whole) };
}

function endPage(
  lists: WholeLists,
  { mapper }: ImportOptions,
  { page, end }: InventoryInput & { kind: "page_end" },
): void {
  const mention = mapper.listOf(page);
  if (mention) lists.mention(mention, mention.app_ref);
  lists.endPage(mention?.part ? "part" : end);
}

type Parsed =
  | {
      readonly kind: "parsed";
      readonly value: unknown;
      /** As it came; undefined where it came as a value. */
      readonly text: string | undefined;
      readonly position: string;
      readonly page: PageNotes;
    }
  | { readonly kind: "refused"; readonly row: LandingRow; readonly page: PageNotes }
  | { readonly kind: "half" };

/** The records in a text: it may also be a list, or an envelope with a list in it. */
function recordsOf(input: Exclude<InventoryInput, { kind: "page_end" }>): readonly Parsed[] {
  if (input.kind === "refused") return [input];
  if (input.kind === "value") return [{ ...input, kind: "parsed", text: undefined }];
  const { text, position, page } = input;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [
      { kind: "refused", row: { position, line: "", raw: text, reason: "not_json", detail: "not valid JSON" }, page },
    ];
  }
  const inner = recordsIn(value);
  if (inner.length === 0) return isEmptyEnvelope(value) ? [] : [{ kind: "parsed", value, text, position, page }];
  const records = inner.map((each, n): Parsed => {
    return { kind: "parsed", value: each, text: JSON.stringify(each), position: `${position}[${n}]`, page };
  });
  return namesNextPage(value) ? [...records, { kind: "half" }] : records;
}

const NEXT_PAGE = ["@odata.nextLink", "nextPageToken", "nextRecordsUrl"];

function namesNextPage(envelope: unknown): boolean {
  return isForeignObject(envelope) && NEXT_PAGE.some((name) => typeof envelope[name] === "string");
}

function isEmptyEnvelope(value: unknown): boolean {
  return isForeignObject(value) && ["items", "records", "value"].some((name) => Array.isArray(value[name]));
}

interface Taking {
  readonly staging: Staging;
  readonly lists: WholeLists;
  readonly options: ImportOptions;
  readonly totals: { read: number; quarantined: number };
  /** The one app that a page is of. */
  readonly ownerOf: (page: PageNotes) => string;
}

/** Records of a page come together, so that it is asked about once. */
function ownersOf(mapper: InventoryMapper): Taking["ownerOf"] {
  let asked: PageNotes | undefined;
  let owner = "";
  return (page) => {
    if (page !== asked) owner = mapper.listOf(page)?.app_ref ?? "";
    asked = page;
    return owner;
  };
}

/** Waiting where there is nothing to wait for would cost more than the rest. */
async function takeAll(taking: Taking, records: readonly Parsed[]): Promise<void> {
  for (const record of records) {
    const taken = take(taking, record);
    if (taken !== undefined) await taken;
  }
}

function take(taking: Taking, record: Parsed): Promise<void> | undefined {
  const { staging, lists, options, totals } = taking;
  if (record.kind === "half") {
    lists.endPage("more");
    return undefined;
  }
  totals.read += 1;
  if (record.kind === "refused") return refuse(taking, record.page, record.row);
  const mapped = mapOne(options, record.value, record.page);
  if (mapped.kind === "refused") return refuse(taking, record.page, refusalRow(record, mapped));
  const of = mapped.lists.length === 0 ? "" : taking.ownerOf(record.page);
  for (const mention of mapped.lists) if (mention.scope === "list") lists.mention(mention, of);
  return staging.add(mapped.tenant ?? DEFAULT_TENANT, mapped.items, options.part ? [] : mapped.lists);
}

/** What could not be read may be anything on its list: nothing is known to be gone from that. */
async function refuse({ staging, lists, options, totals }: Taking, page: PageNotes, row: LandingRow): Promise<void> {
  totals.quarantined += 1;
  lists.spoil(options.mapper.listOf(page)?.list ?? "");
  await staging.refuse(row);
}

function mapOne({ mapper, tenant }: ImportOptions, value: unknown, page: PageNotes): InventoryMapped {
  const mapped = mapper.map(value, page);
  if (mapped.kind === "refused" || tenant === "" || mapped.tenant === undefined) return mapped;
  if (mapped.tenant === tenant) return mapped;
  return { kind: "refused", reason: "other_tenant", detail: `the record says ${mapped.tenant}` };
}

function refusalRow(
  { value, text, position }: Parsed & { kind: "parsed" },
  { reason, detail }: InventoryMapped & { kind: "refused" },
): LandingRow {
  return { position, line: "", raw: text ?? JSON.stringify(value), reason, detail };
}

async function settleTenants(
  deps: InventoryDeps,
  staging: Staging,
  { run_id, mapper }: Pick<ImportOptions, "run_id"> & { readonly mapper: Pick<InventoryMapper, "source"> },
) {
  const counts = { apps: 0, changed: 0, deleted: 0 };
  const { on_wait } = deps;
  const waiting = { wait_ms: TURN_WAIT_MS, ...(on_wait ? { on_wait } : {}) };
  for (const tenant of staging.tenants()) {
    // Two that compare at once would each write what the other one has just written.
    const settle = () => settleImport(deps, { tenant, run_id, source: mapper.source });
    await deps.oneAtATime("tidemark-inventory", settle, waiting);
    const [found] = await deps.reader.rows(inventoryImportCounts, { tenant, run_id });
    counts.apps += found?.apps ?? 0;
    counts.changed += found?.changed ?? 0;
    counts.deleted += found?.deleted ?? 0;
  }
  return counts;
}

/** For events: the same staging and comparison, without lists. */
export async function importItems(
  deps: InventoryDeps,
  items: readonly InventoryItem[],
  options: Pick<ImportOptions, "tenant" | "run_id"> & { readonly mapper: Pick<InventoryMapper, "source"> },
): Promise<Pick<ImportTotals, "apps" | "changed" | "deleted">> {
  const staging = createStaging(deps, { ...options, at_ms: deps.clock.now_ms(), via: "event" });
  await staging.add(options.tenant, items, []);
  await staging.finish([]);
  return settleTenants(deps, staging, options);
}
