import fc from "fast-check";
import { expect, test } from "vitest";
import { land, line } from "../../../tests/land.ts";
import { openTestStore } from "../../../tests/test-store.ts";

const store = await openTestStore();

/** Batches of one property run; each costs one insert. */
const RUNS = 40;

const whole = fc
  .record(
    {
      event_id: fc.string({ unit: "binary" }),
      at: fc.oneof(
        fc.date().map((date) => date.getTime()),
        fc.string(),
        fc.constant("2026-10-05T08:15:02Z"),
        fc.json(),
      ),
      kind: fc.constantFrom("api_call", "sign_in", "", null, 5),
      bytes_read: fc.oneof(fc.double(), fc.bigInt().map(String), fc.boolean(), fc.anything()),
      duration_ms: fc.oneof(fc.double(), fc.string()),
      app_id: fc.anything(),
      details: fc.oneof(fc.dictionary(fc.string(), fc.anything()), fc.json(), fc.anything()),
      zone: fc.anything(),
    },
    { requiredKeys: [] },
  )
  .map((record) =>
    Buffer.from(JSON.stringify(record, (_key, value) => (typeof value === "bigint" ? `${value}` : value))),
  );

/** A good line with some bytes cut out, put in or changed. */
const mutated = fc
  .record({ at: fc.nat(200), cut: fc.nat(20), put: fc.uint8Array({ maxLength: 8 }) })
  .map(({ at, cut, put }) => {
    const bytes = Buffer.from(line("mutated", { user_id: "ana", bytes_read: 5, details: { a: [1, { b: null }] } }));
    return Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]);
  });

/** One line: a feed's bytes never hold a line feed. Carriage returns may stand anywhere. */
const oneLine = fc
  .oneof(
    whole,
    mutated,
    fc.uint8Array({ maxLength: 64 }),
    fc.json().map((text) => Buffer.from(text)),
  )
  .map((bytes) => Buffer.from(bytes).filter((byte) => byte !== 0x0a));

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09);
}

test("judges any line, loses none and stores its good neighbours", { timeout: 120_000 }, async () => {
  let batch = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(oneLine, { minLength: 1, maxLength: 40 }), async (lines) => {
      batch += 1;
      const run_id = `run-${batch}`;
      const good = lines.map((_, n) => line(`neighbour-${batch}-${n}`));
      const mixed = lines.flatMap((text, n) => [text, good[n] ?? ""]);
      const filled = lines.filter((text) => !isBlank(text));

      const { accepted, quarantined } = await land(store.landing, mixed, { run_id });

      expect(accepted + quarantined).toBe(good.length + filled.length);
      const kept = `run_id = '${run_id}'`;
      expect(await store.number("count()", `quarantine FINAL WHERE ${kept}`)).toBe(quarantined);
      const neighbours = `${kept} AND startsWith(event_id, 'neighbour-${batch}-')`;
      expect(await store.number("count()", `events FINAL WHERE ${neighbours}`)).toBe(good.length);
      const raws = await store.rows(`SELECT lower(hex(raw)) AS raw FROM quarantine FINAL WHERE ${kept}`);
      const sent = new Set(lines.map((text) => Buffer.from(text).toString("hex")));
      expect(raws.filter((row) => !sent.has(Object(row).raw))).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});

test("writes any refused record whole, whatever its bytes and lengths", async () => {
  const lengths = [0, 1, 127, 128, 129, 16_383, 16_384, 16_385, 2_097_151, 2_097_152];
  const bytesOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, n) => (n * 31 + length) % 256);
  const rows = lengths.flatMap((length) => [
    {
      position: `bytes:${length}`,
      line: "",
      raw: bytesOf(length),
      reason: "oversized",
      detail: "é".repeat(length % 300),
    },
    { position: `text:${length}`, line: "", raw: "🐘".repeat(length), reason: "not_json", detail: "" },
  ]);
  const counts = await store.landing.writeRows({ tenant: "t", source: "binary", run_id: "binary", rows });
  expect(counts).toEqual({ accepted: 0, quarantined: rows.length });
  const kept = await store.rows(
    "SELECT position, lower(hex(SHA256(raw))) AS hash, detail FROM quarantine FINAL WHERE source = 'binary'",
  );
  const byPosition = (a: { position: string }, b: { position: string }): number => (a.position < b.position ? -1 : 1);
  const expected = await Promise.all(
    rows.map(async ({ position, raw, detail }) => ({ position, hash: await sha256(Buffer.from(raw)), detail })),
  );
  expect(kept).toHaveLength(rows.length);
  expect(kept).toEqual(expect.arrayContaining(expected.sort(byPosition)));
});

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");
}
