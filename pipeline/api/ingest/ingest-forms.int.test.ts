import { afterAll, expect, test } from "vitest";
import { MAX_RECORD_BYTES } from "../../core/oversized-row.ts";
import { openTestApi } from "../test-api.ts";
import { zstdStored } from "./zstd-frame.fixture.ts";

const api = await openTestApi();

afterAll(() => api.close(), 30_000);

const NDJSON = "application/x-ndjson";
const JSON_TYPE = "application/json";
const CLOUDEVENT = "application/cloudevents+json";

const audit = (Id: string, more: object = {}) => ({
  Id,
  CreationTime: "2026-10-05T20:07:27",
  Operation: "FileDownloaded",
  UserId: "ana@contoso.example",
  UserType: 0,
  ...more,
});
const common = (event_id: string) => ({ event_id, kind: "api_call", at: "2026-10-05T08:15:02Z" });
const cloudEvent = (id: string, data: unknown) => ({ specversion: "1.0", type: "t", source: "/contoso", id, data });

interface Sent {
  readonly url?: string;
  readonly type?: string;
  readonly headers?: Record<string, string>;
}

async function send(payload: string | Buffer, { url = "/v1/events", type = NDJSON, headers = {} }: Sent = {}) {
  const answer = await api.app.inject({ method: "POST", url, headers: { "content-type": type, ...headers }, payload });
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
}

const FEED = { url: "/v1/feeds/o365_audit" };
const stored = (where: string) => api.count(`SELECT 1 FROM events FINAL WHERE ${where}`);
const quarantined = (where: string) => api.count(`SELECT 1 FROM quarantine FINAL WHERE ${where}`);
const all = (records: number) => ({ read: records, accepted: records, quarantined: 0 });

test.each([
  ["lines", NDJSON, (records: readonly object[]) => records.map((record) => JSON.stringify(record)).join("\r\n")],
  ["a list", JSON_TYPE, (records: readonly object[]) => JSON.stringify(records, null, 2)],
  ["an envelope", JSON_TYPE, (records: readonly object[]) => JSON.stringify({ value: records })],
  ["an envelope on a line", NDJSON, (records: readonly object[]) => JSON.stringify({ records })],
  [
    "a batch of CloudEvents",
    "application/cloudevents-batch+json",
    (records: readonly object[]) => JSON.stringify(records.map((record, n) => cloudEvent(`${n}`, record))),
  ],
])("takes foreign records as %s", async (what, type, bodyOf) => {
  const ids = [`${what} 1`, `${what} 2`];
  const body = bodyOf(ids.map((id) => audit(id)));
  expect((await send(body, { ...FEED, type })).body).toEqual(all(2));
  expect(await stored(`source = 'o365_audit' AND event_id IN ('${ids.join("', '")}')`)).toBe(2);
});

test("takes one CloudEvent with a foreign record, in structured and in binary mode, and its list of records", async () => {
  const type = CLOUDEVENT;
  expect((await send(JSON.stringify(cloudEvent("1", audit("ce1"))), { ...FEED, type })).body).toEqual(all(1));
  const several = JSON.stringify(cloudEvent("2", { records: [audit("ce2"), audit("ce3")] }));
  expect((await send(several, { ...FEED, type })).body).toEqual(all(2));
  const headers = { "ce-specversion": "1.0", "ce-id": "3", "ce-source": "/contoso", "ce-type": "t" };
  expect((await send(JSON.stringify(audit("ce4")), { ...FEED, type: JSON_TYPE, headers })).body).toEqual(all(1));
  expect(await stored("event_id IN ('ce1', 'ce2', 'ce3', 'ce4')")).toBe(4);
});

test("completes common events by the CloudEvent around them: sent twice, they count once", async () => {
  const data = { kind: "api_call", app_id: "completed" };
  const time = "2026-10-05T08:15:02Z";
  const batch = JSON.stringify(["7", "8", "8"].map((id) => ({ ...cloudEvent(id, data), time })));
  for (const _twice of [1, 2])
    expect((await send(batch, { type: "application/cloudevents-batch+json" })).body).toEqual(all(3));
  const headers = { "ce-specversion": "1.0", "ce-id": "8", "ce-source": "/contoso", "ce-time": time };
  expect((await send(JSON.stringify(data), { type: JSON_TYPE, headers })).body).toEqual(all(1));
  expect(await stored("app_id = 'completed'")).toBe(2);
  expect(await stored("event_id = '/contoso 7' AND at = toDateTime64('2026-10-05 08:15:02', 3, 'UTC')")).toBe(1);
});

test.each(["/v1/events", "/v1/feeds/o365_audit"])("%s quarantines a CloudEvent without a record", async (url) => {
  const events = [cloudEvent("1", undefined), cloudEvent("2", ""), 7, { data_base64: "" }];
  const { body, headers } = await send(JSON.stringify(events), { url, type: CLOUDEVENT });
  expect(body).toEqual({ read: 4, accepted: 0, quarantined: 4 });
  expect(await quarantined(`startsWith(position, 'http:${headers["x-request-id"]}:') AND detail LIKE 'data:%'`)).toBe(
    4,
  );
});

test("a foreign record that cannot be taken is quarantined where it stands, and holds nobody up", async () => {
  const { body, headers } = await send(
    Buffer.concat([
      Buffer.from(`${JSON.stringify(audit("n1"))}\n\nnot json\n`),
      Buffer.from([0x22, 0xff, 0x22, 0x0a]),
      Buffer.from(`{"Id":"n2"}\n{"x":"${"x".repeat(MAX_RECORD_BYTES)}"}\n${JSON.stringify(audit("n3"))}`),
    ]),
    FEED,
  );
  expect(body).toEqual({ read: 6, accepted: 2, quarantined: 4 });
  const place = `http:${headers["x-request-id"]}`;
  const found = await api.store.connection.json(
    `SELECT position, reason, toUInt32(length(raw)) AS kept FROM quarantine FINAL WHERE startsWith(position, '${place}') ORDER BY position`,
  );
  expect(found).toEqual([
    { position: `${place}:3`, reason: "not_json", kept: 8 },
    { position: `${place}:4`, reason: "not_json", kept: 3 },
    { position: `${place}:5`, reason: "missing_field", kept: 11 },
    { position: `${place}:6`, reason: "oversized", kept: 64 * 1024 },
  ]);
});

test("takes an envelope larger than any one record apart", async () => {
  const records = Array.from({ length: 9 }, (_, n) => audit(`large${n}`, { ItemName: "x".repeat(1024 * 1024) }));
  expect((await send(JSON.stringify({ records }), { ...FEED, type: JSON_TYPE })).body).toEqual(all(9));
});

test("takes zstd and gzip of a list, and a byte order mark before it", async () => {
  const list = JSON.stringify([common("packed1"), common("packed2")]);
  const packed = zstdStored(Buffer.from(`\ufeff${list}`));
  expect((await send(packed, { type: JSON_TYPE, headers: { "content-encoding": "zstd" } })).body).toEqual(all(2));
  expect((await send(`\ufeff${list}`, { type: JSON_TYPE })).body).toEqual(all(2));
  expect((await send(`\ufeff${JSON.stringify(common("marked"))}\n`)).body).toEqual(all(1));
  expect(await stored("event_id IN ('packed1', 'packed2', 'marked')")).toBe(3);
});

test("an Idempotency-Key keeps a body sent again from being quarantined twice, and two bodies apart", async () => {
  const headers = { "idempotency-key": "batch-7" };
  const body = `${JSON.stringify(common("once"))}\nbroken\n`;
  for (const _twice of [1, 2]) expect((await send(body, { headers })).body.quarantined).toBe(1);
  expect(await quarantined("startsWith(position, 'http:batch-7/') AND endsWith(position, ':2')")).toBe(1);
  await send(`${JSON.stringify(common("other"))}\nbroken otherwise\n`, { headers });
  expect(await quarantined("startsWith(position, 'http:batch-7/')")).toBe(2);
  expect(await stored("event_id = 'once'")).toBe(1);
  const long = await send(body, { headers: { "idempotency-key": "k".repeat(256) } });
  expect([long.status, long.body.error.message]).toEqual([400, expect.stringContaining("Idempotency-Key")]);
});

test.each([
  ["/v1/feeds/none", {}, 404, "The feeds are: tidemark, aws_cloudtrail"],
  ["/v1/feeds/constructor", {}, 404, "There is no feed constructor"],
  ["/v1/events", { "content-type": "text/csv" }, 415, "application/x-ndjson"],
  ["/v1/events", { "content-type": "application/json; charset=utf-16" }, 415, "UTF-8"],
  ["/v1/events", { "content-encoding": "br" }, 415, "gzip, zstd"],
])("refuses %s with %j: status %d, %s", async (url, headers, status, words) => {
  const answer = await send(JSON.stringify(common("refused")), { url, headers });
  expect([answer.status, answer.body.error.message]).toEqual([status, expect.stringContaining(words)]);
  expect(await stored("event_id = 'refused'")).toBe(0);
});

test("refuses a body that does not say what it is, as a web page may send one anywhere", async () => {
  const payload = Buffer.from(JSON.stringify(common("untyped")));
  const answer = await api.app.inject({ method: "POST", url: "/v1/events", payload });
  expect([answer.statusCode, answer.json().error.message]).toEqual([415, expect.stringContaining("no content-type")]);
  expect(await stored("event_id = 'untyped'")).toBe(0);
  expect((await api.app.inject({ method: "POST", url: "/v1/events" })).statusCode).toBe(200);
});

test("agrees to deliveries of CloudEvents when asked, without a token", async () => {
  const ask = (headers: Record<string, string>) =>
    api.app.inject({ method: "OPTIONS", url: "/v1/feeds/azure_activity", headers });
  const agreed = await ask({ "webhook-request-origin": "eventgrid.azure.net" });
  expect(agreed.statusCode).toBe(200);
  expect(agreed.headers).toMatchObject({
    allow: "POST, OPTIONS",
    "webhook-allowed-origin": "eventgrid.azure.net",
    "webhook-allowed-rate": "*",
  });
  const bare = await ask({});
  expect([bare.statusCode, bare.headers["webhook-allowed-origin"]]).toEqual([204, undefined]);
});

test("tells a sender to come again while the process stops", async () => {
  api.setReadiness({ kind: "not_ready", reason: "stopping" });
  const { status, body, headers } = await send(JSON.stringify(common("stopping")));
  expect([status, body.error.code, headers["retry-after"]]).toEqual([503, "stopping", "5"]);
  api.setReadiness({ kind: "ready" });
  expect(await stored("event_id = 'stopping'")).toBe(0);
});
