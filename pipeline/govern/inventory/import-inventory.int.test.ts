import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openTestStore } from "../../../tests/test-store.ts";
import { type ImportTotals, importInventory } from "./import-inventory.ts";
import { type InventoryMapper, refused } from "./inventory-mapper.ts";

const store = await openTestStore();
const deps = { ...store, clock: { now_ms: () => Date.parse("2026-06-01T00:00:00Z") } };

/** Things of one list, told by a key and a name. */
const things: InventoryMapper = {
  source: "things",
  map: (record) => {
    const { key, name } = Object(record);
    if (typeof key !== "string") return refused("missing_field", "key is missing");
    const list = "things/all";
    const item = { item: "app", app_ref: key, key: "app", list, fact: { app_id: key, name } } as const;
    return { kind: "items", items: [item], lists: [{ list, scope: "list", app_ref: "" }] };
  },
  listOf: () => ({ list: "things/all", scope: "list", app_ref: "" }),
};

interface OneImport {
  readonly day: number;
  readonly whole: boolean;
  readonly seen: Readonly<Record<string, string>>;
}

const dayMs = (day: number): number => Date.parse("2026-01-01T00:00:00Z") + day * 86_400_000;

function bring(tenant: string, { day, whole, seen }: OneImport): Promise<ImportTotals> {
  const texts = Object.entries(seen).map(([key, name]) => JSON.stringify({ key, name }));
  return bringTexts(tenant, texts, day, !whole);
}

function bringTexts(tenant: string, texts: readonly string[], day: number, part = false): Promise<ImportTotals> {
  async function* inputs() {
    const page = { context: "" };
    for (const [n, text] of texts.entries()) yield { kind: "record", text, position: `t:${n}`, page } as const;
    yield { kind: "page_end", page, end: "last" } as const;
  }
  const options = { mapper: things, run_id: randomUUID(), tenant, at_ms: dayMs(day), part };
  return importInventory(deps, inputs(), options);
}

/** What stood on each day: key -> name, or nothing. */
async function asOf(tenant: string, days: readonly number[]): Promise<readonly unknown[]> {
  return Promise.all(
    days.map((day) =>
      store.rows(`SELECT app_ref, state, fact.name AS name FROM inventory_history
        WHERE tenant = '${tenant}' AND at <= fromUnixTimestamp64Milli(${dayMs(day)})
        ORDER BY app_ref, at DESC, rank DESC LIMIT 1 BY app_ref`),
    ),
  );
}

/** The same, worked out by the book: the latest observation counts. */
function expected(imports: readonly OneImport[], days: readonly number[]): readonly unknown[] {
  return days.map((day) => {
    const past = imports.filter((one) => one.day <= day).sort((a, b) => a.day - b.day);
    const standing = past.reduce(after, {});
    return Object.keys(standing)
      .sort()
      .map((key) => [key, standing[key]]);
  });
}

type Standing = Readonly<Record<string, string | undefined>>;

function after(standing: Standing, { whole, seen }: OneImport): Standing {
  if (!whole) return { ...standing, ...seen };
  return { ...Object.fromEntries(Object.keys(standing).map((key) => [key, undefined])), ...seen };
}

const DAYS = [0, 1, 2, 3, 4, 5];
const anImport = fc.record({
  whole: fc.boolean(),
  seen: fc.dictionary(fc.constantFrom("a", "b", "c"), fc.constantFrom("x", "y"), { maxKeys: 3 }),
});

describe("the state of any day", () => {
  test("does not depend on the order in which imports come", async () => {
    const ordered = fc
      .tuple(
        fc.array(anImport, { minLength: 2, maxLength: 5 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      )
      .map(([list, weights]) => {
        const imports = list.map((one, day) => ({ ...one, day: day + 1 }));
        const shuffled = imports
          .map((one) => ({ one, weight: weights.next().value }))
          .sort((a, b) => a.weight - b.weight);
        return { imports, shuffled: shuffled.map(({ one }) => one) };
      });
    await fc.assert(
      fc.asyncProperty(ordered, async ({ imports, shuffled }) => {
        const tenant = randomUUID();
        for (const one of shuffled) await bring(tenant, one);
        const found = await asOf(tenant, DAYS);
        const states = found.map((rows) =>
          Object.values(Object(rows)).map((row) => {
            const { app_ref, state, name } = Object(row);
            return [app_ref, state === "present" ? name : undefined];
          }),
        );
        // A thing that is gone before it is first seen is no thing yet.
        const wanted = expected(imports, DAYS);
        expect(states).toEqual(wanted);
      }),
      { numRuns: 12 },
    );
  });
});

describe("an import", () => {
  test("brings nothing the second time, and a missing thing is deleted with the date of the list", async () => {
    const seen = { a: "x", b: "x" };
    const first = await bring("again", { day: 1, whole: true, seen });
    const second = await bring("again", { day: 1, whole: true, seen });
    const later = await bring("again", { day: 2, whole: true, seen });
    const without = await bring("again", { day: 3, whole: true, seen: { a: "x" } });

    expect([first, second, later, without].map(({ changed, deleted }) => [changed, deleted])).toEqual([
      [2, 0],
      [0, 0],
      [0, 0],
      [0, 1],
    ]);
    expect(await store.number("count()", "inventory_history FINAL WHERE tenant = 'again'")).toBe(3);
    const [gone] = await store.rows(
      "SELECT toString(at) AS at, fact.name AS name FROM inventory_history WHERE tenant = 'again' AND state = 'deleted'",
    );
    expect(gone).toEqual({ at: "2026-01-04 00:00:00.000", name: "x" });
  });

  test("takes an empty list for what it says: everything is gone", async () => {
    await bring("empty", { day: 1, whole: true, seen: { a: "x" } });
    expect(await bring("empty", { day: 2, whole: true, seen: {} })).toMatchObject({ read: 0, deleted: 1 });
  });

  test("removes nothing when a record could not be read, and keeps that record in quarantine", async () => {
    await bring("torn", { day: 1, whole: true, seen: { a: "x", b: "x" } });
    const totals = await bringTexts("torn", ['{"key":"a","name":"x"}', '{"key":"b",'], 2);
    expect(totals).toMatchObject({
      read: 2,
      deleted: 0,
      quarantined: 1,
      lists: [{ list: "things/all", whole: false }],
    });
    expect(
      await store.rows(
        "SELECT reason, raw FROM quarantine FINAL WHERE tenant = 'torn' AND source = 'inventory/things'",
      ),
    ).toEqual([{ reason: "not_json", raw: '{"key":"b",' }]);
  });

  test("keeps two tenants with the same app apart", async () => {
    await bring("one", { day: 1, whole: true, seen: { same: "theirs" } });
    await bring("two", { day: 1, whole: true, seen: { same: "ours" } });
    expect(await bring("two", { day: 2, whole: true, seen: {} })).toMatchObject({ deleted: 1 });
    expect(await asOf("one", [3])).toEqual([[{ app_ref: "same", state: "present", name: "theirs" }]]);
  });
});
