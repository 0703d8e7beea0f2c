import { createHmac, timingSafeEqual } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

// A process of its own, to be killed: what it answered for stands in its files before it answers.
// Arguments: folder, port. Paths: /webhook, /services/collector/..., /INDEX/_bulk.

const [folder = ".", port = "0"] = process.argv.slice(2);
export const WEBHOOK_SECRET = "a webhook's secret";
export const HEC_TOKEN = "11111111-2222-3333-4444-555555555555";
export const API_KEY = "a key";

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

type Handler = (request: IncomingMessage, body: string) => Answer;

function note(receiver: string, ids: readonly string[]): void {
  appendFileSync(`${folder}/${receiver}.log`, ids.map((id) => `${id}\n`).join(""));
}

function noted(receiver: string): readonly string[] {
  const file = `${folder}/${receiver}.log`;
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
}

function header(request: IncomingMessage, name: string): string {
  return String(request.headers[name] ?? "");
}

const MINUTES_5_S = 300;

const webhook: Handler = (request, body) => {
  const timestamp = header(request, "webhook-timestamp");
  const signed = `${header(request, "webhook-id")}.${timestamp}.${body}`;
  const expected = Buffer.from(`v1,${createHmac("sha256", WEBHOOK_SECRET).update(signed).digest("base64")}`);
  const given = Buffer.from(header(request, "webhook-signature"));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { status: 401, body: "signature" };
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > MINUTES_5_S) return { status: 401, body: "timestamp" };
  const { uid, revision } = JSON.parse(body);
  note("webhook", [`${uid}.${revision}`]);
  return { status: 204, body: "" };
};

const acks = new Map<string, Set<number>>();

const collector: Handler = (request, body) => {
  if (header(request, "authorization") !== `Splunk ${HEC_TOKEN}`)
    return { status: 403, body: { text: "Invalid token", code: 4 } };
  const channel = header(request, "x-splunk-request-channel");
  if (!/^[0-9a-f-]{36}$/.test(channel)) return { status: 400, body: { text: "Data channel is missing", code: 10 } };
  if (request.url === "/services/collector/ack") return acknowledge(channel, body);
  const events = body.split("\n").map((line) => JSON.parse(line));
  const bad = events.findIndex(
    ({ event, time, fields }) =>
      !event || typeof time !== "number" || Object.values(fields).some((value) => typeof value !== "string"),
  );
  if (bad >= 0) return { status: 400, body: { text: "Invalid data format", code: 6, "invalid-event-number": bad } };
  note(
    "splunk",
    events.map(({ event }) => `${event.uid}.${event.revision}`),
  );
  const known = acks.get(channel) ?? new Set();
  acks.set(channel, known.add(known.size));
  return { status: 200, body: { text: "Success", code: 0, ackId: known.size - 1 } };
};

function acknowledge(channel: string, body: string): Answer {
  const known = acks.get(channel);
  if (!known) return { status: 400, body: { text: "Invalid data channel", code: 11 } };
  const asked: readonly number[] = JSON.parse(body).acks;
  return { status: 200, body: { acks: Object.fromEntries(asked.map((id) => [id, known.has(id)])) } };
}

let documents: Set<string> | undefined;

const bulk: Handler = (request, body) => {
  if (header(request, "authorization") !== `ApiKey ${API_KEY}`) return { status: 401, body: { error: "security" } };
  if (header(request, "content-type") !== "application/x-ndjson" || !body.endsWith("\n"))
    return { status: 400, body: { error: "The bulk request must be terminated by a newline [\\n]" } };
  documents ??= new Set(noted("elasticsearch"));
  const known = documents;
  const lines = body.split("\n").slice(0, -1);
  const ids = lines.filter((_, n) => n % 2 === 0).map((line) => String(JSON.parse(line).create._id));
  for (const line of lines.filter((_, n) => n % 2 === 1))
    if (!JSON.parse(line)["@timestamp"]) return { status: 400, body: "no @timestamp" };
  const fresh = ids.filter((id) => !known.has(id));
  note("elasticsearch", fresh);
  for (const id of fresh) known.add(id);
  const items = ids.map((id) => ({ create: { _id: id, status: fresh.includes(id) ? 201 : 409 } }));
  return { status: 200, body: { errors: fresh.length < ids.length, items } };
};

function handlerOf(url: string): Handler {
  if (url.startsWith("/webhook")) return webhook;
  if (url.startsWith("/services/collector")) return collector;
  return url.endsWith("/_bulk") ? bulk : () => ({ status: 404, body: "" });
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { status, body } = handlerOf(request.url ?? "")(request, Buffer.concat(chunks).toString("utf8"));
  response.writeHead(status, { "content-type": "application/json" }).end(body === "" ? "" : JSON.stringify(body));
}

if (port !== "0")
  createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  }).listen(Number(port), "127.0.0.1");
