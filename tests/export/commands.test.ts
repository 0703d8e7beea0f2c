import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { documentOf, tidemark } from "../tidemark-process.ts";
import { has_ocsf_schema, ocsfFaults } from "./ocsf-schema.ts";

const dir = mkdtempSync(join(tmpdir(), "tidemark-export-commands-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const file = join(dir, "export.yaml");
const alerts = join(dir, "alerts.ndjson");
const env = { TIDEMARK_EXPORT_CONFIG: file };
const DAY_MS = 86_400_000;
const END_MS = Date.UTC(2026, 9, 29);
const MINUTES_5 = 300_000;

function configure(...destinations: readonly string[]): void {
  writeFileSync(file, `destinations:\n${destinations.map((one) => `  - {${one}}\n`).join("")}`);
}

const run = async (...words: readonly string[]): Promise<unknown> => {
  const ended = await tidemark([...words, "--data", join(dir, "store"), "--json"], { env });
  if (ended.code !== 0) throw new Error(`${words.join(" ")}: ${ended.err}`);
  return documentOf(ended);
};

test.skipIf(!has_ocsf_schema)(
  "every alert of a made-up company, exported as OCSF, is valid by OCSF's own schema (skipped without ../shared/samples)",
  async () => {
    configure(`name: disk, type: file, format: ocsf, path: ${alerts}`);
    const out = join(dir, "company");
    const end = new Date(END_MS).toISOString();
    await run("simulate", "--seed", "7", "--apps", "40", "--days", "28", "--end", end, "--out", out);
    await run("ingest", "--source", "tidemark", join(out, "events"));
    await run("detect", "--from", new Date(END_MS - 28 * DAY_MS).toISOString(), "--to", end);
    const raised = await run("alerts", "list", "--limit", "10000");
    expect(await run("export", "replay", "--since", "2000-01-01")).toMatchObject([{ destination: "disk" }]);
    const [sent] = Object(await run("export", "run"));
    const faults = ocsfFaults();
    const findings: readonly unknown[] = readFileSync(alerts, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(findings.length).toBeGreaterThanOrEqual(Object(raised).length);
    expect(findings.length).toBeGreaterThan(3);
    expect(sent).toMatchObject({ delivered: findings.length, refused: 0 });
    for (const finding of findings) expect(faults(finding)).toEqual([]);
    expect(findings.some((finding) => Object(finding).anomaly_analyses?.length > 0)).toBe(true);
    expect(await run("export", "list")).toMatchObject([{ destination: "disk", due: 0, dead_letters: 0, failing: "" }]);
    expect(await run("export", "run")).toMatchObject([{ delivered: 0 }]);
  },
  MINUTES_5,
);

test("export test sends one marked alert to each destination and says what came back", async () => {
  const path = join(dir, "test.cef");
  configure(
    `name: disk, type: file, format: cef, path: ${path}`,
    "name: nobody, type: syslog, host: 127.0.0.1, port: 1, protocol: tcp, timeout_ms: 2000",
  );
  const ended = await tidemark(["export", "test", "--json"], { env });
  expect(ended.code).toBe(1);
  expect(documentOf(ended)).toMatchObject({
    destinations: [
      { destination: "disk", outcome: "delivered" },
      { destination: "nobody", outcome: "failed", answer: expect.stringContaining("ECONNREFUSED") },
    ],
  });
  expect(readFileSync(path, "utf8")).toContain("tidemarkTest=true");
  const one = await tidemark(["export", "test", "--json", "--destination", "disk"], { env });
  expect(one.code).toBe(0);
});

test.each([
  ["name: a, type: syslog, host: 127.0.0.1, format: xml", "destinations.a.format"],
  ["name: a, type: syslog, host: no-such-host.invalid", "destinations.a.host: there is no host no-such-host.invalid"],
  ["name: a, type: syslog, host: 127.0.0.1, tls: {ca: /nowhere.pem}", "destinations.a.tls.ca"],
  ['name: a, type: slack, url: {env: "TWO_LINES"}', "destinations.a.url"],
])("the service does not start with {%s}", async (destination, words) => {
  configure(destination);
  const more = { TIDEMARK_PORT: "0", TWO_LINES: "one\ntwo" };
  const ended = await tidemark(["start", "--data", join(dir, "unused")], { env: { ...env, ...more } });
  expect(ended.code).toBe(2);
  expect(ended.err).toContain(words);
});
