import { AppError } from "../../core/errors.ts";
import { isForeignObject, objectsIn, textIn } from "../../govern/inventory/foreign-object.ts";
import type { InventoryInput } from "../../govern/inventory/import-inventory.ts";
import type { PageNotes } from "../../govern/inventory/inventory-mapper.ts";
import type { Collection } from "./collections.ts";
import type { RoundDeps } from "./round-deps.ts";

type Reading = Pick<RoundDeps, "graph" | "signal" | "apis">;

/** The whole list, page by page. Service principals that are APIs are added to `apis`. */
export async function* wholeList(
  { graph, signal }: Reading,
  collection: Collection,
  apis: Set<string>,
): AsyncGenerator<InventoryInput> {
  const page = notesOf(collection);
  let read = 0;
  for await (const { records, next_link } of graph.pages(askedOf(collection, collection.list), signal)) {
    for (const record of records) {
      noteApi(apis, record);
      yield valueInput(page, record, read);
      read += 1;
    }
    if (read === 0 && next_link === undefined && collection.never_empty) throw empty(collection);
    yield { kind: "page_end", page, end: next_link === undefined ? "last" : "more" };
  }
}

/** Graph has no list of all assignments: they are asked of each API that has application permissions to give. */
export async function* wholeAssignments(
  { graph, signal, apis }: Reading,
  collection: Collection,
): AsyncGenerator<InventoryInput> {
  const page = notesOf(collection);
  for (const api of apis) {
    const asked = askedOf(collection, `${collection.list}/${api}/appRoleAssignedTo`);
    for await (const { records } of graph.pages({ ...asked, may_be_gone: true }, signal))
      for (const [n, record] of records.entries()) yield valueInput(page, record, n);
  }
  yield { kind: "page_end", page, end: "last" };
}

/** Each role with all its members: asked for with the roles, twenty would come at most. */
export async function* wholeRoles({ graph, signal }: Reading, collection: Collection): AsyncGenerator<InventoryInput> {
  const page = notesOf(collection);
  for await (const { records } of graph.pages(askedOf(collection, collection.list), signal)) {
    for (const [n, role] of records.entries()) {
      const id = isForeignObject(role) ? textIn(role["id"]) : undefined;
      const members: unknown[] = [];
      const asked = askedOf(collection, `/directoryRoles/${id}/members?$select=id`);
      for await (const some of graph.pages({ ...asked, may_be_gone: true }, signal)) members.push(...some.records);
      yield valueInput(page, { ...Object(role), members }, n);
    }
  }
  yield { kind: "page_end", page, end: "last" };
}

export function askedOf({ name, permission }: Collection, path: string) {
  return { path, collection: name, permission };
}

export function valueInput(page: PageNotes, value: unknown, n: number): InventoryInput {
  const id = isForeignObject(value) ? textIn(value["id"]) : undefined;
  return { kind: "value", value, position: `${page.context}/${id ?? n}`, page };
}

/** An API is a service principal with permissions for apps; that an app is given one, only the API itself lists. */
export function noteApi(apis: Set<string>, record: unknown): void {
  if (!isForeignObject(record)) return;
  const id = textIn(record["id"]);
  if (id === undefined) return;
  const gives = objectsIn(record["appRoles"]).some(({ allowedMemberTypes: to }) =>
    JSON.stringify(to ?? "").includes("Application"),
  );
  if (gives) apis.add(id);
  else apis.delete(id);
}

function notesOf({ name }: Collection): PageNotes {
  return { context: `#${name}`, of_all: true };
}

function empty({ name }: Collection): AppError {
  return new AppError("source_refused", `${name}: the list is empty, which it never is; nothing is taken from it.`);
}
