import { describe, expect, test } from "vitest";
import { linesIn, SAMPLES, samples_missing, samplesIn } from "./feed.fixture.ts";
import { FEEDS } from "./feeds.ts";
import { recognise, signsInWords } from "./recognise.ts";

const COMMON = { event_id: "1", at: "2026-10-05T08:15:02Z", kind: "sign_in" };
const GRAPH = { properties: { requestId: "1", requestMethod: "GET", requestUri: "/me" } };

test.each([
  ["tidemark", COMMON],
  ["ms_graph_activity", GRAPH],
  ["ms_graph_activity", { RequestId: "1", RequestMethod: "GET", RequestUri: "/me" }],
  ["entra_sign_in", { properties: { createdDateTime: "2026", appId: "1", resourceDisplayName: "Graph" } }],
  ["azure_activity", { operationName: "SecretGet", resourceId: "/SUBSCRIPTIONS/1/RESOURCEGROUPS/RG" }],
  ["ocsf", { class_uid: 6003, metadata: {} }],
  ["salesforce", { EventType: "RestApi", TimestampDerived: "2026" }],
])("%s is known by its fields", (source, record) => {
  expect(recognise([record])?.source).toBe(source);
});

test("more than half of the records decide, and it says by what", () => {
  expect(recognise([COMMON, COMMON, GRAPH, undefined])).toBeUndefined();
  expect(recognise([COMMON, COMMON, COMMON, GRAPH])).toEqual({ source: "tidemark", because: "event_id, at and kind" });
});

test("a page of the Reports API is looked into", () => {
  const items = [{ id: { applicationName: "token", uniqueQualifier: "1" } }];
  expect(recognise([{ kind: "admin#reports#activities", items }])?.source).toBe("google_workspace");
});

test.each([[[]], [[{}]], [[1, null, "x"]], [[{ id: 1, time: 2 }]]])("%j is no feed's", (records) => {
  expect(recognise(records)).toBeUndefined();
});

test("what is looked for names every feed", () => {
  for (const source of ["tidemark", ...Object.keys(FEEDS)]) expect(signsInWords()).toContain(`${source} (`);
});

describe.skipIf(samples_missing)(`real records (skipped where ${SAMPLES} is missing)`, () => {
  test.each([
    ["google_workspace", "google_workspace/appomni_emm"],
    ["salesforce", "salesforce/appomni_emm"],
    ["o365_audit", "o365_audit/appomni_emm"],
    ["o365_audit", "o365_audit/otrf_goldensaml"],
  ])("each sample of %s in %s", (source, folder) => {
    for (const [name, record] of samplesIn(folder)) expect([name, recognise([record])?.source]).toEqual([name, source]);
  });

  test("the directory audit and CloudTrail", () => {
    expect(recognise(linesIn("entra_audit/otrf_goldensaml/AADAuditEvents.json"))?.source).toBe("entra_audit");
    const theft = linesIn("aws_cloudtrail/otrf/ec2_proxy_s3_exfiltration_2020-09-14011940.json");
    expect(recognise(theft)?.source).toBe("aws_cloudtrail");
  });
});
