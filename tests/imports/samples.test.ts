import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { documentOf, tidemark } from "../tidemark-process.ts";

const SAMPLES = "../shared/samples";
const samples_missing = !existsSync(SAMPLES);
if (samples_missing && process.env["CI"] === "true") throw new Error(`${SAMPLES} is missing`);

/** The app of the Golden-SAML attack (samples' README), not Microsoft Graph through which it read. */
const ATTACKING_APP = "5a95e683-08ad-424e-a441-1d1aec52c02c";

const USAGE = `SELECT tenant, source, app_id, service, operation_class, toUInt32(u.at) AS bucket, calls, errors, bytes_read,
  bytes_written, rows_read, finalizeAggregation(users) AS users, finalizeAggregation(resources) AS resources
FROM usage_hour AS u FINAL WHERE events > 0 ORDER BY ALL`;

let dir = "";

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-samples-"));
});

afterAll(() => rmSync(dir, { recursive: true }));

async function ingest(data: string, source: string, path: string): Promise<Record<string, number>> {
  const ended = await tidemark(["ingest", "--data", join(dir, data), "--json", "--source", source, path]);
  expect(ended.code, ended.err).toBe(0);
  const totals = Object(documentOf(ended));
  expect(totals.read).toBe(totals.stored + totals.duplicates + totals.quarantined);
  return totals;
}

async function sql(data: string, query: string): Promise<readonly unknown[]> {
  const rows = documentOf(await tidemark(["sql", "--data", join(dir, data), "--json", query]));
  if (!Array.isArray(rows)) throw new Error("sql --json answers one array");
  return rows;
}

/** All records of a folder of CloudTrail files or single records, last first, one a line. */
function shuffledRecords(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
  const records = files.sort().flatMap((name) => {
    const document = JSON.parse(readFileSync(join(folder, name), "utf8"));
    return Array.isArray(document.Records) ? document.Records : [document];
  });
  // Every record steps to a place far away, the same on each run.
  const step = records.length % 7 === 0 ? 11 : 7;
  const places = records.map((_, n) => (n * step) % records.length);
  return places.map((place) => JSON.stringify(records[records.length - 1 - place]));
}

describe.skipIf(samples_missing)(`real records (skipped where ${SAMPLES} is missing)`, () => {
  test.each([
    ["aws_cloudtrail", `${SAMPLES}/aws_cloudtrail/invictus`],
    ["o365_audit", `${SAMPLES}/o365_audit`],
  ])(
    "%s: stores all, nothing the second time, and counts the same however the records are ordered",
    async (source, folder) => {
      const first = await ingest(source, source, folder);
      expect(first["stored"]).toBeGreaterThan(10);
      expect(await ingest(source, source, folder)).toEqual({
        read: first["read"],
        stored: 0,
        duplicates: Number(first["stored"]) + Number(first["duplicates"]),
        quarantined: first["quarantined"],
      });

      const records = shuffledRecords(folder);
      const file = join(dir, `${source}.ndjson`);
      writeFileSync(file, [...records, ...records.slice(0, 9)].join("\n"));
      const shuffled = await ingest(`${source}-shuffled`, source, file);

      expect(shuffled).toMatchObject({ stored: first["stored"], duplicates: Number(first["duplicates"]) + 9 });
      const usage = await sql(source, USAGE);
      expect(usage.length).toBeGreaterThan(3);
      expect(await sql(`${source}-shuffled`, USAGE)).toEqual(usage);
    },
    180_000,
  );

  test("puts the Golden-SAML mail access on the attacking app", async () => {
    await ingest("golden", "o365_audit", `${SAMPLES}/o365_audit/otrf_goldensaml`);
    expect(await sql("golden", "SELECT app_id, operation_class, toString(at) AS at FROM events FINAL")).toEqual([
      { app_id: ATTACKING_APP, operation_class: "mail.read", at: "2021-08-02 13:32:07.000" },
    ]);
    expect(
      await sql("golden", "SELECT app_id, toUInt32(sum(calls)) AS calls FROM usage_hour FINAL GROUP BY app_id"),
    ).toEqual([{ app_id: ATTACKING_APP, calls: 1 }]);
  });
});
