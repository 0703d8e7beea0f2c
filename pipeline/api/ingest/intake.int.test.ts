import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openTestApi } from "../test-api.ts";

const REQUESTS = 4;
const NDJSON = { "content-type": "application/x-ndjson" };

const api = await openTestApi("shared_server", { bytes: 32 * 1024 * 1024, requests: REQUESTS, patience_ms: 300 });
let url = "";

beforeAll(async () => {
  url = await api.app.listen({ host: "127.0.0.1", port: 0 });
});

afterAll(() => api.close(), 30_000);

const line = (event_id: string) => `${JSON.stringify({ event_id, kind: "api_call", at: "2026-10-05T08:15:02Z" })}\n`;
const send = (event_id: string) => fetch(`${url}/v1/events`, { method: "POST", headers: NDJSON, body: line(event_id) });

/** A request whose sender holds the last byte back. */
function begin(event_id: string): { readonly socket: Socket; readonly answer: Promise<string> } {
  const body = line(event_id);
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  const head = `POST /v1/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-ndjson\r\nContent-Length: ${body.length}\r\n\r\n`;
  socket.write(head + body.slice(0, -1));
  const answer = new Promise<string>((resolve) => {
    let received = "";
    socket.on("data", (chunk) => {
      received += chunk.toString();
    });
    socket.on("close", () => resolve(received));
  });
  return { socket, answer };
}

test("tells a sender to come again while too many requests are under way, and loses none of those", async () => {
  const held = Array.from({ length: REQUESTS }, (_, n) => begin(`held${n}`));
  const refused = await vi.waitFor(async () => {
    const answer = await send("refused");
    expect(answer.status).toBe(429);
    return answer;
  });
  expect(refused.headers.get("retry-after")).toBe("1");
  expect(await refused.json()).toMatchObject({ error: { code: "too_many_requests" } });

  for (const { socket } of held) socket.write("\n");
  for (const { answer } of held) expect(await answer).toContain("200 OK");
  expect((await send("held-after")).status).toBe(200);
  expect(await api.count("SELECT 1 FROM events FINAL WHERE startsWith(event_id, 'held')")).toBe(REQUESTS + 1);
});

test.each([
  ["says nothing", ""],
  ["trickles", "1\r\n \r\n"],
])("a sender of chunks that %s gives its room to those who wait, and is told to come again", async (_what, chunk) => {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  const head = `POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n`;
  socket.write(`${head}${chunk}`);
  const drip = setInterval(() => socket.write(chunk), 20);
  let answer = "";
  socket.on("data", (data) => {
    answer += String(data);
  });
  await vi.waitFor(async () => {
    expect((await send("waited")).status).toBe(200);
    expect(answer).toMatch(/^HTTP\/1.1 429 .*retry-after: 1\r\n.*too slowly/s);
  }, 10_000);
  clearInterval(drip);
  socket.destroy();
});

test("senders who go away make room for others", async () => {
  for (const { socket } of Array.from({ length: REQUESTS }, (_, n) => begin(`gone${n}`))) socket.destroy();
  await vi.waitFor(async () => expect((await send("next")).status).toBe(200));
  expect(await api.count("SELECT 1 FROM events FINAL WHERE startsWith(event_id, 'gone')")).toBe(0);
});
