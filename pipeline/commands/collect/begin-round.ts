import type { InventoryInput } from "../../govern/inventory/import-inventory.ts";
import { readChanges } from "./changes.ts";
import type { Collection } from "./collections.ts";
import { changedClients, changedObjects } from "./read-some.ts";
import { wholeAssignments, wholeList, wholeRoles } from "./read-whole.ts";
import type { RoundDeps } from "./round-deps.ts";

/** Where a collection stands after a round. */
export interface RoundCursor {
  readonly delta_link: string;
  /** Service principals with application permissions to give. */
  readonly apis: readonly string[];
  readonly whole_ms: number;
}

/** One reading of one collection: the whole list, or what has changed since the last one. */
export interface Round {
  readonly kind: "whole" | "changes";
  readonly inputs: AsyncIterable<InventoryInput>;
  /** To be kept once all inputs are in the inventory. */
  readonly cursor: () => RoundCursor;
}

/** Graph forgets states of its directory after seven days; and whatever a list of changes left out is mended so. */
const WHOLE_EVERY_MS = 6 * 86_400_000;

/** Begin with the changes since `last` where there is such a state and Graph still knows it, else with the whole list. */
export async function beginRound(deps: RoundDeps, collection: Collection, last?: RoundCursor): Promise<Round> {
  switch (collection.kind) {
    case "objects":
    case "grants":
      return (await changesSince(deps, collection, last)) ?? wholeRound(deps, collection);
    case "assignments":
      return untracked(deps, wholeAssignments(deps, collection));
    case "roles":
      return untracked(deps, wholeRoles(deps, collection));
    default:
      return collection.kind satisfies never;
  }
}

function untracked({ at_ms }: RoundDeps, inputs: AsyncIterable<InventoryInput>): Round {
  return { kind: "whole", inputs, cursor: () => ({ delta_link: "", apis: [], whole_ms: at_ms }) };
}

/** The state is asked for before the list is read: what changes meanwhile comes again with the next changes. */
async function wholeRound(deps: RoundDeps, collection: Collection): Promise<Round> {
  const { name, delta } = collection;
  const path = `/${name}/delta?${delta === "" ? "" : `${delta}&`}$deltatoken=latest`;
  const state = await readChanges(deps, collection, path);
  const apis = new Set<string>();
  const inputs = wholeList(deps, collection, apis);
  const delta_link = state?.delta_link ?? "";
  return { kind: "whole", inputs, cursor: () => ({ delta_link, apis: [...apis], whole_ms: deps.at_ms }) };
}

async function changesSince(
  deps: RoundDeps,
  collection: Collection,
  last: RoundCursor | undefined,
): Promise<Round | undefined> {
  if (!last || last.delta_link === "" || deps.at_ms - last.whole_ms > WHOLE_EVERY_MS) return undefined;
  const changes = await readChanges(deps, collection, last.delta_link);
  if (!changes) return undefined;
  const { delta_link } = changes;
  const apis = new Set(last.apis);
  const inputs =
    collection.kind === "grants"
      ? changedClients(deps, collection, changes)
      : changedObjects(deps, collection, changes, apis);
  if (inputs === undefined) return undefined;
  return { kind: "changes", inputs, cursor: () => ({ delta_link, apis: [...apis], whole_ms: last.whole_ms }) };
}
