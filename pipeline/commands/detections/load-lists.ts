import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Clock, TableWriter } from "../../core/ports.ts";
import type { ListSetting } from "./read-lists.ts";

/** A list is some megabytes; who has not sent it by then will not. */
const TIMEOUT_MS = 30_000;

export interface ListDeps {
  readonly writer: TableWriter;
  readonly clock: Clock;
}

export interface ListLoad {
  readonly list: string;
  readonly values: number;
  /** Why it could not be loaded; empty: it was. */
  readonly failure: string;
}

/** Load each list whole. One that cannot be had is noted, and the last good one of that name goes on to count. */
export async function loadLists({ writer, clock }: ListDeps, lists: readonly ListSetting[]): Promise<ListLoad[]> {
  const loads: ListLoad[] = [];
  for (const { name: list, kind, from, tenant = "" } of lists) {
    const got = await fetchList(from).then(valuesOf, failureOf);
    const values = typeof got === "string" ? [] : got;
    const failure = typeof got === "string" ? got : "";
    const load_id = createHash("sha256")
      .update(JSON.stringify([kind, tenant, values]))
      .digest("hex");
    const loaded_at = clock.now_ms();
    await writer.insert(
      "detection_list_values",
      values.map((value) => ({ list, load_id, kind, value, loaded_at })),
    );
    const load = { list, load_id, tenant, origin: from, kind, values: values.length, failure, loaded_at };
    await writer.insert("detection_list_loads", [load]);
    loads.push({ list, values: values.length, failure });
  }
  return loads;
}

async function fetchList(from: string): Promise<string> {
  if (!/^https?:\/\//.test(from)) return await readFile(from, "utf8");
  const answer = await fetch(from, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!answer.ok) throw new Error(`${from} answers ${answer.status}`);
  return await answer.text();
}

/** One value a line; what follows a # is a remark. An empty list is taken for one that broke. */
function valuesOf(text: string): readonly string[] | string {
  const values = text
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "")
    .map(tidy);
  return values.length === 0 ? "it is empty" : [...new Set(values)].sort();
}

/** Hosts are compared, whatever address is given. */
function tidy(line: string): string {
  const lower = line.toLowerCase();
  return URL.canParse(lower) && lower.includes("://") ? new URL(lower).hostname : lower;
}

function failureOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
