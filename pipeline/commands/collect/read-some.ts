import { type ForeignObject, textIn } from "../../govern/inventory/foreign-object.ts";
import type { InventoryInput } from "../../govern/inventory/import-inventory.ts";
import type { Changes } from "./changes.ts";
import type { Collection } from "./collections.ts";
import { askedOf, noteApi, valueInput } from "./read-whole.ts";
import type { RoundDeps } from "./round-deps.ts";

type Reading = Pick<RoundDeps, "graph" | "signal">;

/** Graph takes so many values behind one `in`. */
const IDS_A_FILTER = 15;
/** What an id may look like before it is put into an address. */
const ID = /^[\w-]+$/;

/**
 * The objects that have changed, each read anew: a list of changes may leave out what has not. Nothing where that is
 * not possible.
 */
export function changedObjects(
  reading: Reading,
  collection: Collection,
  { objects }: Changes,
  apis: Set<string>,
): AsyncIterable<InventoryInput> | undefined {
  if ([...objects.keys()].some((id) => !ID.test(id))) return undefined;
  return readObjects(reading, collection, objects, apis);
}

async function* readObjects(
  { graph, signal }: Reading,
  collection: Collection,
  objects: ReadonlyMap<string, ForeignObject>,
  apis: Set<string>,
): AsyncGenerator<InventoryInput> {
  const page = { context: `#${collection.name}`, some: true } as const;
  const removed = [...objects.values()].filter(isRemoved);
  for (const record of removed) {
    noteApi(apis, record);
    yield valueInput(page, record, 0);
  }
  const ids = [...objects].flatMap(([id, record]) => (isRemoved(record) ? [] : [id]));
  for (let start = 0; start < ids.length; start += IDS_A_FILTER) {
    const some = ids.slice(start, start + IDS_A_FILTER).map((id) => `'${id}'`);
    const asked = askedOf(collection, `${collection.list}&$filter=id in (${some.join(",")})`);
    for await (const { records } of graph.pages(asked, signal))
      for (const [n, record] of records.entries()) {
        noteApi(apis, record);
        yield valueInput(page, record, n);
      }
  }
  yield { kind: "page_end", page, end: "part" };
}

/**
 * The lists of grants of the apps whose grants have changed. Nothing where a grant that is gone does not say whose it
 * was: mostly it is an id and no more.
 */
export function changedClients(
  reading: Reading,
  collection: Collection,
  { objects }: Changes,
): AsyncIterable<InventoryInput> | undefined {
  const clients = [...objects.values()].map((grant) => textIn(grant["clientId"]));
  const known = clients.filter((client): client is string => client !== undefined && ID.test(client));
  return known.length < clients.length ? undefined : readClients(reading, collection, [...new Set(known)]);
}

async function* readClients(
  { graph, signal }: Reading,
  collection: Collection,
  clients: readonly string[],
): AsyncGenerator<InventoryInput> {
  for (const client of clients) {
    const page = { context: `#servicePrincipals('${client}')/oauth2PermissionGrants` };
    const asked = askedOf(collection, `/servicePrincipals/${client}/oauth2PermissionGrants`);
    for await (const { records } of graph.pages({ ...asked, may_be_gone: true }, signal))
      for (const [n, record] of records.entries()) yield valueInput(page, record, n);
    yield { kind: "page_end", page, end: "last" };
  }
}

function isRemoved(record: ForeignObject): boolean {
  return "@removed" in record;
}
