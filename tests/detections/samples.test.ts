import { existsSync, readdirSync, readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { replayDetections } from "../../pipeline/commands/detections/run-detections.ts";
import { readPages } from "../../pipeline/commands/inventory/read-pages.ts";
import type { Feed } from "../../pipeline/core/feed.ts";
import { mapText } from "../../pipeline/core/map-record.ts";
import { followEvents } from "../../pipeline/govern/inventory/follow-events.ts";
import { importInventory } from "../../pipeline/govern/inventory/import-inventory.ts";
import { INVENTORY_MAPPERS } from "../../pipeline/govern/inventory/inventory-mappers.ts";
import { createRollup } from "../../pipeline/rollup/rollup.ts";
import { aws_cloudtrail } from "../../pipeline/sources/aws/aws-cloudtrail.ts";
import { entra_audit } from "../../pipeline/sources/entra/entra-audit.ts";
import { o365_audit } from "../../pipeline/sources/o365/o365-audit.ts";
import { openTestStore } from "../test-store.ts";

const SAMPLES = fileURLToPath(new URL("../../../shared/samples", import.meta.url));
const is_here = existsSync(SAMPLES) || process.env["CI"] === "true";

const store = await openTestStore();
const deps = { ...store, clock: { now_ms: Date.now } };

const linesOf = (path: string): readonly string[] =>
  readFileSync(`${SAMPLES}/${path}`, "utf8")
    .split("\n")
    .filter((text) => text.trim() !== "");

async function land(feed: Feed, tenant: string, lines: readonly string[]): Promise<void> {
  const rows = lines.flatMap((raw, n) => mapText(feed, { position: `${tenant}:${n}`, raw }));
  await store.landing.writeRows({ tenant, source: feed.source, run_id: "sample", rows });
}

async function follow(tenant: string, span: { readonly from_ms: number; readonly to_ms: number }): Promise<void> {
  await createRollup(store).settle({ alone: true });
  await followEvents(deps, { tenant, ...span, newRunId: () => "events" });
  await replayDetections(deps, span);
}

interface Told {
  readonly app_id: string;
  readonly detection: string;
  readonly title: string;
  readonly steps: readonly { readonly what: string; readonly technique: string | null; readonly value: string }[];
}

async function alertsOf(tenant: string): Promise<readonly Told[]> {
  const rows = await store.rows(
    `SELECT app_id, detection, title, evidence FROM alerts WHERE tenant = '${tenant}' ORDER BY app_id, detection`,
  );
  return rows.map((row) => {
    const { app_id, detection, title, evidence } = Object(row);
    return { app_id, detection, title, steps: JSON.parse(evidence).steps };
  });
}

describe.skipIf(!is_here)(`attacks in real records (skipped where ${SAMPLES} is missing)`, () => {
  beforeAll(async () => {
    const input = {
      kind: "stream",
      path: "sample",
      open: () => Readable.from([readFileSync(`${SAMPLES}/entra_audit/otrf_goldensaml/inventory.jsonl`)]),
    } as const;
    const options = { mapper: INVENTORY_MAPPERS.tidemark, run_id: "inventory", tenant: "", at_ms: 0, part: false };
    await importInventory(deps, readPages([input], new AbortController().signal), options);
    await land(entra_audit, "default", linesOf("entra_audit/otrf_goldensaml/AADAuditEvents.json"));
    await land(o365_audit, "default", linesOf("o365_audit/otrf_goldensaml/OfficeActivityEvents.json"));
    await follow("default", { from_ms: Date.UTC(2021, 7, 2), to_ms: Date.UTC(2021, 7, 4) });
    await land(aws_cloudtrail, "theft", linesOf("aws_cloudtrail/otrf/ec2_proxy_s3_exfiltration_2020-09-14011940.json"));
    await follow("theft", { from_ms: Date.UTC(2020, 8, 14), to_ms: Date.UTC(2020, 8, 15) });
    await land(aws_cloudtrail, "stratus", stratus());
    await follow("stratus", { from_ms: Date.UTC(2023, 6, 10), to_ms: Date.UTC(2023, 6, 11) });
  }, 60_000);

  test("an app that was given rights and a secret and then read mail is one alert, told in order", async () => {
    const alerts = await alertsOf("default");
    expect(alerts.map(({ app_id, detection }) => [app_id, detection])).toEqual([
      ["5a95e683-08ad-424e-a441-1d1aec52c02c", "rights_key_and_use"],
    ]);
    expect(alerts[0]?.title).toContain("SimuLandApp");
    expect(alerts[0]?.steps.map(({ what, technique }) => [technique, what])).toEqual([
      ["T1098.003", expect.stringMatching(/^the registration was made to ask for more rights by /)],
      ["T1098.003", expect.stringMatching(/^rights were granted for everybody by .*Mail\.ReadWrite/)],
      ["T1098.001", expect.stringMatching(/^a credential was added by /)],
      ["T1114.002", "the first mail.read"],
    ]);
  });

  test("the theft of files with a machine's role is one alert of that role, told in order", async () => {
    const alerts = await alertsOf("theft");
    expect(alerts.map(({ app_id, detection }) => [app_id, detection])).toEqual([
      ["arn:aws:iam::123456789123:role/MordorNginxStack-BankingWAFRole-9S3E0UAE1MM0", "instance_role_outside"],
    ]);
    expect(alerts[0]?.steps.map(({ value, technique }) => [value, technique])).toEqual([
      ["ListBuckets", "T1619"],
      ["ListObjects", "T1619"],
      ["GetObject", "T1530"],
    ]);
  });

  test("of the attacks simulated on AWS, keys, rights and logging are seen; reads without a history are not", async () => {
    const alerts = await alertsOf("stratus");
    const attacker = "arn:aws:iam::123837392027:user/bert-jan";
    expect(alerts.map(({ app_id, detection }) => [app_id, detection])).toEqual([
      [attacker, "keys_and_rights_handed_out"],
      [attacker, "logging_switched_off"],
    ]);
    const told = alerts.flatMap(({ steps }) => steps.map(({ what }) => what)).join("\n");
    expect(SEEN.filter((act) => !told.includes(act))).toEqual([]);
    expect(NOT_SEEN.filter((act) => told.includes(act))).toEqual([]);
  });
});

/** Acts of the runs that the alerts tell, and acts that take a history, or the request's body, to see. */
const SEEN = [
  ...["StopLogging", "DeleteFlowLogs", "CreateUser", "AttachUserPolicy", "UpdateAssumeRolePolicy", "PutRolePolicy"],
  "a credential was added",
];
const NOT_SEEN = ["PutBucketPolicy", "RunInstances", "GetParameter", "DescribeInstanceInformation", "CreateFunction"];

function stratus(): readonly string[] {
  const folder = `${SAMPLES}/aws_cloudtrail/invictus`;
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name): unknown[] => JSON.parse(readFileSync(`${folder}/${name}`, "utf8")).Records)
    .map((record) => JSON.stringify(record));
}
