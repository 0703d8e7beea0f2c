import { alertStateNames } from "../../../queries/alerts/state-names.ts";
import type { ParamsOf, RowOf } from "../../../queries/define-query.ts";
import { exportCursor } from "../../../queries/export/cursor.ts";
import { exportDue } from "../../../queries/export/due.ts";
import { exportHidden } from "../../../queries/export/hidden.ts";
import { exportPage } from "../../../queries/export/page.ts";
import { exportRaised } from "../../../queries/export/raised.ts";
import type { ExportedAlert } from "../../../schemas/exported-alert.ts";
import type { QueryReader, TableWriter } from "../../core/ports.ts";
import type { ExportFilter } from "../destination.ts";
import { textsPerQuery } from "./texts-per-query.ts";
import { type AlertRevision, type Origin, toExportedAlert } from "./to-exported-alert.ts";

export interface OutboxDeps {
  readonly reader: QueryReader;
  readonly writer: TableWriter;
  readonly origin: Origin;
}

/** An alert that is due, and its place in the order of what goes out. */
export interface DueAlert {
  readonly alert: ExportedAlert;
  readonly key: string;
  readonly received_ms: number;
  /** A tuning rule hides it: it is not sent. */
  readonly is_hidden: boolean;
}

export interface Lag {
  readonly due: number;
  /** Age of the oldest alert that is due. */
  readonly oldest_s: number;
}

export interface Page {
  readonly cursor: Cursor;
  readonly lag: Lag;
  /** Rows received after this moment may still have others appear before them. */
  readonly held_ms: number;
  /** Empty: nothing is due. */
  readonly alerts: readonly DueAlert[];
}

type Cursor = RowOf<typeof exportCursor>;

/** One destination's way through the history of alerts. Everything it knows is in the store. */
export interface Outbox {
  /** How much is due; nothing while nobody has asked for the destination's alerts yet. Writes nothing. */
  readonly lag: () => Promise<Lag>;
  /** What is due next, in order. */
  readonly next: () => Promise<Page>;
  /** Note which alerts of the page are settled; `whole`: all of them, so that the cursor may pass. */
  readonly settle: (page: Page, settled: readonly DueAlert[], whole: boolean) => Promise<void>;
}

/** Alerts in one page: their evidence is some kilobytes each, and a page is all there is in memory. */
const PAGE_ALERTS = 1_000;
/**
 * A row carries the moment its insert began and appears when it ended; no insert lasts longer. The cursor stays so far
 * behind, and what is settled beyond it is written down by key.
 */
const HELD_MS = 150_000;
/** While nothing is due the cursor need not be saved more often. */
const IDLE_SAVE_MS = 60_000;
const EPOCH = 2 ** 40;
const MS_A_SECOND = 1_000;

export function createOutbox(deps: OutboxDeps, destination: string, filter: ExportFilter): Outbox {
  return {
    lag: async () => {
      const [cursor] = await deps.reader.rows(exportCursor, { destination });
      return cursor ? lagOf(await stateOf(deps, selectionOf(destination, cursor, filter))) : { due: 0, oldest_s: 0 };
    },
    next: () => nextPage(deps, destination, filter),
    settle: (page, settled, whole) => settle(deps.writer, destination, page, { settled, whole }),
  };
}

/** Send a destination again what the store got since a moment: the next who looks begins there. */
export async function rewind(
  { reader, writer }: Pick<OutboxDeps, "reader" | "writer">,
  destination: string,
  since_ms: number,
): Promise<void> {
  const [known] = await reader.rows(exportCursor, { destination });
  const epoch = (known?.epoch ?? 0) + 1;
  const place = { received_ms: since_ms, tenant: "", uid: "", revision: 0 };
  await save(writer, destination, { ...place, epoch, version: epoch * EPOCH });
}

/** One revision by its place; none when it is no longer in the history. */
export async function findAlert(
  deps: OutboxDeps,
  place: { readonly tenant: string; readonly uid: string; readonly revision: number; readonly received_ms: number },
): Promise<DueAlert | undefined> {
  const { tenant, uid, revision, received_ms } = place;
  const before = { cursor_tenant: tenant, cursor_uid: uid, cursor_revision: revision - 1 };
  const span = { cursor_ms: received_ms, page_end_ms: received_ms, limit: 1 };
  const rows = await deps.reader.rows(exportPage, { ...NOTHING, ...before, ...span });
  const found = rows.filter((row) => row.tenant === tenant && row.uid === uid && row.revision === revision);
  const [due] = await withContext(deps, found);
  return due;
}

async function nextPage(deps: OutboxDeps, destination: string, filter: ExportFilter): Promise<Page> {
  const cursor = await cursorOf(deps, destination);
  const selection = selectionOf(destination, cursor, filter);
  const state = await stateOf(deps, selection);
  const { page_end_ms, now_ms } = state;
  const page = { cursor, lag: lagOf(state), held_ms: now_ms - HELD_MS };
  if (state.due === 0) return { ...page, alerts: [] };
  const rows = await deps.reader.rows(exportPage, { ...selection, page_end_ms, limit: PAGE_ALERTS });
  return { ...page, alerts: await withContext(deps, rows) };
}

type Selection = ParamsOf<typeof exportDue>;
type DueState = RowOf<typeof exportDue>;

function selectionOf(destination: string, cursor: Cursor, filter: ExportFilter): Selection {
  return {
    destination,
    epoch: cursor.epoch,
    cursor_ms: cursor.received_ms,
    cursor_tenant: cursor.tenant,
    cursor_uid: cursor.uid,
    cursor_revision: cursor.revision,
    tenants: [...filter.tenants],
    severities: [...filter.severities],
    detections: [...filter.detections],
    skip_actors: [...filter.skip_actors],
  };
}

async function stateOf({ reader }: Pick<OutboxDeps, "reader">, selection: Selection): Promise<DueState> {
  const [state] = await reader.rows(exportDue, selection);
  return state ?? { due: 0, oldest_ms: 0, page_end_ms: 0, now_ms: 0 };
}

function lagOf({ due, oldest_ms, now_ms }: DueState): Lag {
  return { due, oldest_s: due === 0 ? 0 : Math.max(0, now_ms - oldest_ms) / MS_A_SECOND };
}

/** A destination that nobody has asked for before begins now; `export replay` brings what was before. */
async function cursorOf({ reader, writer }: OutboxDeps, destination: string): Promise<Cursor> {
  const [known] = await reader.rows(exportCursor, { destination });
  if (known) return known;
  const { now_ms } = await stateOf({ reader }, NOTHING);
  const place = { received_ms: now_ms, tenant: "", uid: "", revision: 0 };
  const cursor = { ...place, epoch: 1, version: EPOCH };
  await save(writer, destination, cursor);
  return cursor;
}

/** Asks the server what time it is, and nothing else. */
const NOTHING: Selection = {
  destination: "",
  epoch: 0,
  cursor_ms: 9_000_000_000_000,
  cursor_tenant: "",
  cursor_uid: "",
  cursor_revision: 0,
  tenants: [],
  severities: [],
  detections: [],
  skip_actors: [],
};

async function withContext(
  { reader, origin }: OutboxDeps,
  rows: readonly AlertRevision[],
): Promise<readonly DueAlert[]> {
  const names = new Map<string, string>();
  for (const app_ids of textsPerQuery(rows.map(({ app_id }) => app_id))) {
    for (const { tenant, app_id, app_name } of await reader.rows(alertStateNames, { app_ids }))
      names.set(keyOf(tenant, app_id), app_name);
  }
  const raised = new Map<string, number>();
  // The first revision says itself when it was recorded.
  for (const uids of textsPerQuery(rows.filter(({ revision }) => revision > 1).map(({ uid }) => uid))) {
    for (const { tenant, uid, raised_ms } of await reader.rows(exportRaised, { uids }))
      raised.set(keyOf(tenant, uid), raised_ms);
  }
  const hidden = new Set<string>();
  for (const uids of textsPerQuery(rows.filter(mayBeHidden).map(({ uid }) => uid))) {
    for (const { tenant, uid } of await reader.rows(exportHidden, { uids })) hidden.add(keyOf(tenant, uid));
  }
  return rows.map((row) => {
    const app_name = names.get(keyOf(row.tenant, row.app_id)) ?? "";
    const alert_key = keyOf(row.tenant, row.uid);
    const alert = toExportedAlert(row, { app_name, raised_ms: raised.get(alert_key) ?? row.recorded_ms }, origin);
    return { alert, key: row.key, received_ms: row.received_ms, is_hidden: mayBeHidden(row) && hidden.has(alert_key) };
  });
}

/** Of an app or an alert: another tenant may have one of the same id. */
function keyOf(tenant: string, id: string): string {
  return JSON.stringify([tenant, id]);
}

/** What a receiver may have got before a rule was made is closed there when it is over. */
function mayBeHidden({ revision, status }: AlertRevision): boolean {
  return !(revision > 1 && status === "resolved");
}

async function settle(
  writer: TableWriter,
  destination: string,
  page: Page,
  { settled, whole }: { readonly settled: readonly DueAlert[]; readonly whole: boolean },
): Promise<void> {
  const { cursor, held_ms } = page;
  const { epoch } = cursor;
  const beyond = whole ? settled.filter(({ received_ms }) => received_ms > held_ms) : settled;
  const deliveries = beyond.map(({ key, received_ms }) => ({ destination, epoch, received_at: received_ms, key }));
  await writer.insert("export_deliveries", deliveries);
  const next = whole ? placeBehind(page) : cursor;
  const has_moved = next.received_ms - cursor.received_ms > (settled.length > 0 ? 0 : IDLE_SAVE_MS);
  if (has_moved || (next !== cursor && settled.length > 0))
    await save(writer, destination, { ...next, epoch, version: cursor.version + 1 });
}

/** The last place before which nothing can appear any more. */
function placeBehind({ cursor, held_ms, alerts }: Page): Omit<Cursor, "epoch" | "version"> {
  const last = alerts.at(-1);
  const held = { received_ms: held_ms, tenant: "", uid: "", revision: 0 };
  if (last === undefined || last.received_ms > held_ms) return held_ms > cursor.received_ms ? held : cursor;
  const { tenant, uid, revision } = last.alert;
  return { received_ms: last.received_ms, tenant, uid, revision };
}

function save(writer: TableWriter, destination: string, cursor: Cursor): Promise<void> {
  const { epoch, version, received_ms: received_at, tenant, uid, revision } = cursor;
  return writer.insert("export_cursors", [{ destination, epoch, version, received_at, tenant, uid, revision }]);
}
