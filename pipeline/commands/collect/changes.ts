import { type ForeignObject, isForeignObject, textIn } from "../../govern/inventory/foreign-object.ts";
import type { Collection } from "./collections.ts";
import type { RoundDeps } from "./round-deps.ts";

/** What a list of changes says, by the objects' ids: the last word on each. */
export interface Changes {
  readonly objects: ReadonlyMap<string, ForeignObject>;
  readonly delta_link: string;
}

/** Reading so many one by one costs as many requests as a large directory as a whole. */
const MOST_CHANGES = 1_500;

/** The changes from a link on; none when Graph no longer knows the link, or when there are so many that the whole list is the shorter way. */
export async function readChanges(
  { graph, signal }: Pick<RoundDeps, "graph" | "signal">,
  { name, permission }: Collection,
  path: string,
): Promise<Changes | undefined> {
  const asked = { path, collection: name, permission };
  const first = await graph.page(asked, signal);
  if (first.kind === "gone") return undefined;
  const objects = new Map<string, ForeignObject>();
  let delta_link = "";
  for await (const page of graph.pages({ ...asked, first: first.page }, signal)) {
    for (const record of page.records) note(objects, record);
    if (objects.size > MOST_CHANGES) return undefined;
    delta_link = page.delta_link ?? "";
  }
  return delta_link === "" ? undefined : { objects, delta_link };
}

function note(objects: Map<string, ForeignObject>, record: unknown): void {
  const id = isForeignObject(record) ? textIn(record["id"]) : undefined;
  if (id !== undefined && isForeignObject(record)) objects.set(id, record);
}
