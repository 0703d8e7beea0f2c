import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { CommandContext } from "../../pipeline/commands/context.ts";
import { feedNamed } from "../../pipeline/commands/ingest/feed-named.ts";
import { type IngestTotals, ingestInputs } from "../../pipeline/commands/ingest/ingest-inputs.ts";
import type { Workspace } from "../../pipeline/commands/workspace.ts";
import { readConfig } from "../../pipeline/config.ts";
import { mapText } from "../../pipeline/core/map-record.ts";
import { listInputs } from "../../pipeline/readers/inputs/list-inputs.ts";
import { createRollup } from "../../pipeline/rollup/rollup.ts";
import { seeded } from "../seeded.ts";
import { openTestStore } from "../test-store.ts";
import { feedRecords, samples_missing } from "./feed-records.ts";
import { damaged, mutatedText, type Random } from "./mutate.ts";

/** Of each feed: records with faults one a line, records with faults in a list, and damaged bytes. */
const LINES = 7_000;
const LISTED = 2_000;
const DAMAGED = 2_000;
/** A file that begins with NUL bytes is refused as a whole, by its first 8 kB. */
const BEGINNING = `${JSON.stringify({ beginning: "-".repeat(8_192) })}\n`;
const MANY = 100_000;
const DUPLICATED = 0.1;

const given = process.env["FUZZ_SEED"];
const seed = given === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(given);
const again = `run it again with FUZZ_SEED=${seed}${samples_missing ? " (without the samples)" : ""}`;

const store = await openTestStore();
const workspace: Workspace = {
  store,
  rollup: createRollup(store),
  applied: [],
  limits: { keep_events_days: undefined },
  close: async () => undefined,
};
const context: CommandContext = {
  config: readConfig({}),
  terminal: { out: () => undefined, err: () => undefined, interactive: false },
  json: true,
  signal: new AbortController().signal,
};
const dir = mkdtempSync(join(tmpdir(), "tidemark-fuzz-"));
afterAll(() => rmSync(dir, { recursive: true }));

const feeds = feedRecords();
const read = new Map<string, number>();

describe.each([...feeds.keys()])("%s", (source) => {
  const random = seeded(seed + [...feeds.keys()].indexOf(source));
  const records = feeds.get(source) ?? [];

  test("every record with a fault, one a line, is stored, a duplicate or in quarantine", async () => {
    // A list on a line would be read as the list of its records.
    const texts = faulty(records, LINES, random).filter((text) => !text.startsWith("["));
    const totals = await imported(source, "lines", texts.join("\n"));
    if (source === "google_workspace") expect(totals.read, again).toBe(rowsOf(source, texts));
    else expect(totals.read, again).toBe(texts.length);
  });

  test("bytes that are flipped, cut, doubled and put in stop nothing", async () => {
    const parts = faulty(records, DAMAGED, random).map((text) => damaged(text, random));
    const separated = parts.flatMap((part) => [part, Buffer.from(random() < 0.05 ? "" : "\n")]);
    const totals = await imported(source, "damaged", Buffer.concat([Buffer.from(BEGINNING), ...separated]));
    expect(totals.read, again).toBeGreaterThan(0);
  });

  // Common events come one a line, not in lists.
  if (source === "tidemark") return;
  test("the same in a list, and sent again it counts nothing twice", async () => {
    const texts = faulty(records, LISTED, random);
    const body = random() < 0.5 ? `[${texts.join(",\n")}]` : `{"records":[${texts.join(",")}]}`;
    const totals = await imported(source, "list", body);
    expect(totals.read, again).toBe(rowsOf(source, texts));
    const accepted = totals.stored + totals.duplicates;
    expect(await importedAgain(source, "list", body), again).toEqual({ ...totals, stored: 0, duplicates: accepted });
  });
});

test("rows of CSV with faults in them", async () => {
  const random = seeded(seed);
  const names = Object.keys(feeds.get("salesforce")?.[0] ?? {});
  const rows = faulty([Object.fromEntries(names.map((name) => [name, name]))], LISTED, random).map((text) =>
    names.map(() => (random() < 0.1 ? cell(text.slice(0, 200)) : cell(`${Math.floor(random() * 5)}`))).join(","),
  );
  const totals = await imported("salesforce", "rows.csv", [names.map(cell).join(","), ...rows].join("\n"));
  expect(totals.read, again).toBe(rows.length);
});

test(`these were ${MANY} records at least, and the usage tables hold every event of them`, async () => {
  expect([...read.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(MANY);
  expect(await store.number("sum(events)", "usage_day FINAL"), again).toBe(
    await store.number("count()", "events FINAL"),
  );
});

/** Texts of records with faults; some come twice. */
function faulty(records: readonly object[], count: number, random: Random): readonly string[] {
  const texts: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const earlier = random() < DUPLICATED ? texts[Math.floor(random() * texts.length)] : undefined;
    const record = records[Math.floor(random() * records.length)];
    texts.push(earlier ?? mutatedText(record ?? {}, random));
  }
  return texts;
}

/** How many rows the mapper makes of them. */
function rowsOf(source: string, texts: readonly string[]): number {
  const feed = feedNamed(source);
  if (!feed) return texts.length;
  return texts.reduce((sum, raw) => sum + mapText(feed, { position: "", raw }).length, 0);
}

function cell(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** Import a file as a tenant of its own, by the way all imports take, and count in the store what became of it. */
async function imported(source: string, name: string, body: string | Uint8Array): Promise<IngestTotals> {
  const tenant = tenantOf(source, name);
  const totals = await importedAgain(source, name, body);
  read.set(tenant, totals.read);
  expect(totals.duplicates, again).toBeGreaterThanOrEqual(0);
  const of_tenant = `FINAL WHERE tenant = '${tenant}'`;
  expect(await store.number("count()", `events ${of_tenant}`), again).toBe(totals.stored);
  expect(await store.number("count()", `quarantine ${of_tenant}`), again).toBe(totals.quarantined);
  expect(totals.stored + totals.duplicates + totals.quarantined, again).toBe(totals.read);
  return totals;
}

async function importedAgain(source: string, name: string, body: string | Uint8Array): Promise<IngestTotals> {
  const tenant = tenantOf(source, name);
  const path = join(dir, tenant);
  writeFileSync(path, body);
  const inputs = await listInputs([path], () => process.stdin);
  const what = { source, tenant, feed: feedNamed(source), inputs };
  const { totals, failures } = await ingestInputs(context, workspace, what);
  expect(failures, again).toEqual([]);
  return totals;
}

function tenantOf(source: string, name: string): string {
  return `${source}.${name}`;
}
