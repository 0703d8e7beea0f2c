import { createHash } from "node:crypto";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openTestApi, type TestApi } from "../test-api.ts";

const NDJSON = { "content-type": "application/x-ndjson" };
const MIB = 1024 * 1024;

let api: TestApi;
let port = 0;

beforeAll(async () => {
  // One test kills its server.
  api = await openTestApi("own_server");
  port = Number(new URL(await api.app.listen({ host: "127.0.0.1", port: 0 })).port);
}, 60_000);

afterAll(() => api.close(), 30_000);

function event(event_id: string, more: Record<string, unknown> = {}): string {
  return JSON.stringify({ event_id, kind: "api_call", at: "2026-10-05T08:15:02.120Z", app_id: "app-1", ...more });
}

function post(payload: string | Buffer, headers: Record<string, string> = NDJSON) {
  return api.app.inject({ method: "POST", url: "/v1/events", headers, payload });
}

async function errorCode(
  answer: Promise<{ statusCode: number; json: () => { error: { code: string } } }>,
): Promise<[number, string]> {
  const { statusCode, json } = await answer;
  return [statusCode, json().error.code];
}

const stored = (prefix: string) =>
  api.count(`SELECT event_id FROM events FINAL WHERE startsWith(event_id, '${prefix}')`);

test("has stored every line by the time it answers, and says what became of them", async () => {
  const answer = await post(`${event("a1")}\n{"event_id":"a2"\n${event("a3", { tenant: "contoso" })}`);

  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toEqual({ read: 3, accepted: 2, quarantined: 1 });
  expect(await stored("a")).toBe(2);
  const position = `http:${answer.headers["x-request-id"]}:2`;
  expect(
    await api.count(`SELECT 1 FROM quarantine FINAL WHERE position = '${position}' AND raw = '{"event_id":"a2"'`),
  ).toBe(1);
  expect(
    await api.count("SELECT 1 FROM events FINAL WHERE event_id = 'a3' AND tenant = 'contoso' AND source = 'tidemark'"),
  ).toBe(1);
});

test("refuses a tenant in the address, which nobody would hear", async () => {
  const answer = await api.app.inject({
    method: "POST",
    url: "/v1/events?tenant=contoso",
    headers: NDJSON,
    payload: event("whose"),
  });
  expect(answer.statusCode).toBe(400);
  expect(answer.json().error).toMatchObject({ code: "wrong_usage", message: expect.stringContaining("token") });
  expect(await stored("whose")).toBe(0);
});

test("counts the same events once, however often they are sent", async () => {
  await post(event("twice"));
  expect((await post(event("twice"))).json()).toEqual({ read: 1, accepted: 1, quarantined: 0 });
  expect(await stored("twice")).toBe(1);
});

test.each([
  ["nothing", ""],
  ["an empty line", "\n"],
  ["Windows line ends only", "\r\n\r\n"],
])("takes a body of %s as no record", async (_what, body) => {
  expect((await post(body)).json()).toEqual({ read: 0, accepted: 0, quarantined: 0 });
});

test("takes a request without a body as no record", async () => {
  const answer = await api.app.inject({ method: "POST", url: "/v1/events" });
  expect(answer.json()).toEqual({ read: 0, accepted: 0, quarantined: 0 });
});

test("takes a gzip body, also one of several members", async () => {
  const payload = Buffer.concat([gzipSync(`${event("z1")}\n`), gzipSync(`${event("z2")}\n`)]);
  const answer = await post(payload, { ...NDJSON, "content-encoding": "gzip" });
  expect(answer.json()).toEqual({ read: 2, accepted: 2, quarantined: 0 });
});

test("takes JSON: one event, several one a line, a list, an envelope, indented or not", async () => {
  const json = { "content-type": "application/json; charset=utf-8" };
  const took = async (body: string): Promise<unknown> => (await post(body, json)).json();
  expect(await took(event("j1"))).toEqual({ read: 1, accepted: 1, quarantined: 0 });
  expect(await took(`${event("j2")}\n${event("j3")}\n`)).toEqual({ read: 2, accepted: 2, quarantined: 0 });
  expect(await took(`[${event("j4")}, {"event_id":"no"},\n${event("j5")}]`)).toEqual({
    read: 3,
    accepted: 2,
    quarantined: 1,
  });
  const indented = JSON.stringify({ records: [JSON.parse(event("j6")), JSON.parse(event("j7"))] }, null, 2);
  expect(await took(indented)).toEqual({ read: 2, accepted: 2, quarantined: 0 });
  expect(await took(JSON.stringify(JSON.parse(event("j8")), null, 2))).toEqual({
    read: 1,
    accepted: 1,
    quarantined: 0,
  });
  expect(await stored("j")).toBe(8);
});

test("refuses what it cannot read, and takes nothing of it", async () => {
  const gzip = { ...NDJSON, "content-encoding": "gzip" };
  const packed = gzipSync(event("bad1").repeat(50));
  expect(await errorCode(post(packed.subarray(0, packed.length - 12), gzip))).toEqual([400, "input_truncated"]);
  expect(await errorCode(post(event("bad2"), gzip))).toEqual([400, "input_unreadable"]);
  expect(await errorCode(post(event("bad3"), { ...NDJSON, "content-encoding": "br" }))).toEqual([
    415,
    "unsupported_media_type",
  ]);
  expect(await errorCode(post(event("bad4"), { "content-type": "text/csv" }))).toEqual([415, "unsupported_media_type"]);
  const json = { "content-type": "application/json" };
  expect(await errorCode(post(`[${event("bad5")},${event("bad6").slice(0, -1)}`, json))).toEqual([
    400,
    "input_truncated",
  ]);
  expect(await errorCode(post(`[${event("bad7")},]`, json))).toEqual([400, "input_unreadable"]);
  expect(await stored("bad")).toBe(0);
});

test("refuses a gzip body that unpacks to more than the limit", async () => {
  const bomb = gzipSync(Buffer.alloc(40 * MIB, "x"));
  expect(await errorCode(post(bomb, { ...NDJSON, "content-encoding": "gzip" }))).toEqual([413, "payload_too_large"]);
});

test("tells a sender whose body is too large, announced or in chunks, while it still sends", async () => {
  const body = Buffer.alloc(40 * MIB, `${event("large")}\n`);
  const chunks = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (let at = 0; at < body.length; at += MIB) controller.enqueue(body.subarray(at, at + MIB));
      controller.close();
    },
  });
  const url = `http://127.0.0.1:${port}/v1/events`;
  for (const payload of [body, chunks]) {
    const answer = await fetch(url, { method: "POST", headers: NDJSON, body: payload, duplex: "half" });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ error: { code: "payload_too_large" } });
  }
  expect(await stored("large")).toBe(0);
});

test("puts a line above 8 MB in quarantine by its beginning, length and hash, and stores those around it", async () => {
  const long = event("long", { details: { text: "x".repeat(9 * MIB) } });
  const answer = await post(`${event("around1")}\n${long}\nnot json\n${event("around2")}\n`);

  expect(answer.json()).toEqual({ read: 4, accepted: 2, quarantined: 2 });
  expect(await stored("around")).toBe(2);
  const place = `http:${answer.headers["x-request-id"]}`;
  const hash = createHash("sha256").update(long).digest("hex");
  const kept = `position = '${place}:2' AND startsWith(raw, '{"event_id":"long"') AND detail LIKE '%${long.length}%${hash}%'`;
  expect(await api.count(`SELECT 1 FROM quarantine FINAL WHERE ${kept}`)).toBe(1);
  expect(await api.count(`SELECT 1 FROM quarantine FINAL WHERE position = '${place}:3' AND raw = 'not json'`)).toBe(1);
});

test("takes nothing of a body whose sender goes away", async () => {
  const line = `${event("gone")}\n`;
  const head = `POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: ${line.length + 100}\r\n\r\n`;
  await new Promise<void>((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(head + line, () => socket.destroy()));
    socket.on("close", () => resolve());
  });
  expect((await post(event("after"))).statusCode).toBe(200);
  expect(await stored("gone")).toBe(0);
});

test("stores what sixteen senders bring at once", async () => {
  const body = (sender: number) => Array.from({ length: 500 }, (_, n) => event(`many-${sender}-${n}`)).join("\n");
  const send = (sender: number) =>
    fetch(`http://127.0.0.1:${port}/v1/events`, { method: "POST", headers: NDJSON, body: body(sender) }).then(
      (answer) => answer.json(),
    );
  const answers = await Promise.all(Array.from({ length: 16 }, (_, sender) => send(sender)));
  expect(answers).toEqual(Array.from({ length: 16 }, () => ({ read: 500, accepted: 500, quarantined: 0 })));
  expect(await stored("many-")).toBe(8_000);
});

test("answers what is not HTTP in the same shape", async () => {
  const text = await new Promise<string>((resolve) => {
    let received = "";
    const socket = connect(port, "127.0.0.1", () => socket.write("nonsense\r\n\r\n"));
    socket.on("data", (chunk) => {
      received += chunk.toString();
    });
    socket.on("close", () => resolve(received));
  });
  expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*\{"error":\{"code":"wrong_usage"/);
});

test("asks to come back while the store is down, and takes the same body once it is up", async () => {
  const pid = api.store.server_pid();
  if (pid === undefined) throw new Error("the test needs a store of its own");
  process.kill(pid, "SIGKILL");
  const refused = await post(event("again"));
  expect(refused.statusCode).toBe(503);
  expect(refused.headers["retry-after"]).toBe("5");
  expect(refused.json().error).toEqual({
    code: "store_unavailable",
    message: expect.stringContaining("send it again"),
  });
  expect((await api.app.inject("/readyz")).statusCode).toBe(503);
  expect((await api.app.inject("/healthz")).statusCode).toBe(200);

  await vi.waitFor(async () => expect((await api.app.inject("/readyz")).statusCode).toBe(200), {
    timeout: 30_000,
    interval: 100,
  });
  expect((await post(event("again"))).json()).toEqual({ read: 1, accepted: 1, quarantined: 0 });
  expect(await stored("again")).toBe(1);
}, 45_000);
