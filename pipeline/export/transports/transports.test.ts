import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { afterAll, expect, test } from "vitest";
import { exportedAlert } from "../exported-alert.fixture.ts";
import { json } from "../formats/json.ts";
import { slackMessage, teamsMessage } from "./chat.ts";
import { openElasticsearch } from "./elasticsearch.ts";
import { openEmail } from "./email.ts";
import { openFile } from "./file.ts";
import { openSentinel } from "./sentinel.ts";
import { openSplunkHec } from "./splunk-hec.ts";
import { syslogMessage } from "./syslog.ts";
import { frame } from "./syslog-stream.ts";
import type { Parcel } from "./transport.ts";
import { openWebhook, signatureOf } from "./webhook.ts";

const dir = mkdtempSync(join(tmpdir(), "tidemark-transports-"));
const closing: (() => unknown)[] = [() => rmSync(dir, { recursive: true })];
afterAll(async () => {
  for (const close of closing) await close();
});

const signal = new AbortController().signal;

function parcels(...uids: readonly string[]): readonly Parcel[] {
  return uids.map((uid) => {
    const alert = exportedAlert({ uid });
    return { alert, line: json.render(alert) };
  });
}

interface Seen {
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

type Reply = readonly [number, unknown, Readonly<Record<string, string>>?];

/** A server on loopback that answers what it is told. */
async function serve(reply: (seen: Seen) => Reply) {
  const seen: Seen[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.once("end", () => {
      const one = { url: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString() };
      seen.push(one);
      const [status, body, headers = {}] = reply(one);
      response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  return { url: `http://127.0.0.1:${Object(server.address()).port}`, seen };
}

const kindsOf = (outcomes: readonly { readonly kind: string }[]): readonly string[] => outcomes.map(({ kind }) => kind);

test("a syslog message has the right priority, and its frame counts bytes, not characters", () => {
  const alert = exportedAlert({ severity: "critical", detection: "naïve detection" });
  const message = syslogMessage({ alert, line: "ÄÖ📦" }, { facility: 4, bom: true, hostname: "häuschen 1" });
  expect(message.toString()).toBe(
    '<34>1 2026-10-06T15:12:04.310Z huschen1 tidemark - navedetection [origin software="Tidemark" swVersion="0.1.0"] \uFEFFÄÖ📦',
  );
  expect(frame(message, "octet").toString()).toBe(`${message.byteLength} ${message}`);
  expect(message.byteLength).toBe(message.toString().length + 2 + 2 + 2);
  expect(frame(message, "newline").toString()).toBe(`${message}\n`);
});

test("a webhook is signed over id, time and body, and what it answers decides", async () => {
  const { url, seen } = await serve(({ body }) => (body.includes('"bad"') ? [422, "no such tenant"] : [204, ""]));
  const transport = openWebhook({
    url,
    secret: "s3cret",
    headers: { "x-key": "k" },
    tls: {},
    content_type: "application/json",
  });
  const outcomes = await transport.send(parcels("a", "bad", "c"), signal);
  expect(outcomes).toMatchObject([
    { kind: "delivered" },
    { kind: "refused", answer: "422 no such tenant" },
    { kind: "delivered" },
  ]);
  const [first] = seen;
  const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature } = first?.headers ?? {};
  expect(id).toBe("a.1");
  expect(signature).toBe(signatureOf("s3cret", `${id}.${at}.${first?.body}`));
  expect(first?.headers["x-key"]).toBe("k");
  await transport.close();
});

test.each([
  [429, { "retry-after": "7" }, 7_000],
  [503, {}, undefined],
  [401, {}, undefined],
  [404, {}, undefined],
])("a webhook that answers %i is asked again", async (status, headers, retry_after_ms) => {
  const { url, seen } = await serve(() => [status, "", headers]);
  const transport = openWebhook({ url, secret: undefined, headers: {}, tls: {}, content_type: "application/json" });
  const outcomes = await transport.send(parcels(...Array.from({ length: 50 }, (_, n) => `u${n}`)), signal);
  expect(new Set(kindsOf(outcomes))).toEqual(new Set(["failed"]));
  expect(outcomes).toContainEqual(expect.objectContaining({ kind: "failed", retry_after_ms }));
  // Those that had not begun were not tried.
  expect(seen.length).toBeLessThanOrEqual(4);
  await transport.close();
});

const hec = { token: "t", index: "security", acknowledge: true, tls: {} };

test("Splunk counts a batch once it is indexed, and the one bad event is found", async () => {
  const state = { acks: 0 };
  const { url, seen } = await serve(({ url: path, body }) => {
    if (path.endsWith("/ack")) {
      state.acks += 1;
      return [200, { acks: { "3": state.acks > 1 } }];
    }
    return body.includes('"bad"') ? [400, { text: "Invalid data format", code: 6 }] : [200, { code: 0, ackId: 3 }];
  });
  const transport = openSplunkHec({ ...hec, url });
  const outcomes = await transport.send(parcels("a", "b", "bad", "d", "e"), signal);
  expect(kindsOf(outcomes)).toEqual(["delivered", "delivered", "refused", "delivered", "delivered"]);
  expect(seen[0]?.headers).toMatchObject({ authorization: "Splunk t" });
  expect(seen[0]?.body.split("\n").map((line) => JSON.parse(line).index)).toEqual(Array(5).fill("security"));
  await transport.close();
});

test.each([
  [400, { text: "Incorrect index", code: 7 }],
  [403, { text: "Invalid token", code: 4 }],
  [200, { text: "Success", code: 0 }],
])("Splunk's answer %i %j is about our settings: no alert is lost by it", async (status, body) => {
  const { url } = await serve(() => [status, body]);
  const transport = openSplunkHec({ ...hec, url });
  expect(kindsOf(await transport.send(parcels("a", "b"), signal))).toEqual(["failed", "failed"]);
  await transport.close();
});

test("each document of an Elasticsearch bulk has its own outcome; one that is there already is delivered", async () => {
  const error = { type: "document_parsing_exception" };
  const items = [
    { create: { status: 201 } },
    { create: { status: 409 } },
    { create: { status: 400, error } },
    { create: { status: 429 } },
  ];
  const { url, seen } = await serve(() => [200, { errors: true, items }]);
  const transport = openElasticsearch({ url, index: "logs-x", authorization: "ApiKey k", tls: {} });
  const outcomes = await transport.send(parcels("a", "b", "c", "d"), signal);
  expect(kindsOf(outcomes)).toEqual(["delivered", "delivered", "refused", "failed"]);
  expect(outcomes[2]?.answer).toContain("document_parsing_exception");
  expect(seen[0]).toMatchObject({ url: "/logs-x/_bulk" });
  expect(seen[0]?.body.split("\n")[0]).toBe('{"create":{"_id":"a.1"}}');
  await transport.close();
});

test("Sentinel gets rows with their time, under a token that is fetched once, and again when it is refused", async () => {
  const state = { tokens: 0, refuse: false };
  const { url, seen } = await serve(({ url: path }) => {
    if (path === "/token") {
      state.tokens += 1;
      return [200, { access_token: `t${state.tokens}`, expires_in: 3_600 }];
    }
    return state.refuse ? [401, ""] : [204, ""];
  });
  const settings = { endpoint: url, rule: "dcr-1", stream: "Custom-A", token_url: `${url}/token` };
  const transport = openSentinel({ ...settings, client_id: "c", client_secret: "s" });
  expect(kindsOf(await transport.send(parcels("a", "b"), signal))).toEqual(["delivered", "delivered"]);
  expect(kindsOf(await transport.send(parcels("c"), signal))).toEqual(["delivered"]);
  expect(state.tokens).toBe(1);
  expect(seen[1]?.url).toBe("/dataCollectionRules/dcr-1/streams/Custom-A?api-version=2023-01-01");
  expect(JSON.parse(seen[1]?.body ?? "")[0]).toMatchObject({ TimeGenerated: "2026-10-06T15:12:04.310Z", uid: "a" });
  state.refuse = true;
  expect(kindsOf(await transport.send(parcels("d"), signal))).toEqual(["failed"]);
  state.refuse = false;
  expect(kindsOf(await transport.send(parcels("d"), signal))).toEqual(["delivered"]);
  expect(state.tokens).toBe(2);
  await transport.close();
});

test("files turn over when they are full, keep so many, and end the line that a crash cut off", async () => {
  const path = join(dir, "out", "alerts.ndjson");
  const transport = openFile({ path, rotate_bytes: 5_000, keep: 2 });
  for (const uid of ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]) {
    await transport.send(parcels(uid), signal);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  expect(readdirSync(join(dir, "out"))).toHaveLength(3);
  const cut = join(dir, "cut.ndjson");
  writeFileSync(cut, '{"half":');
  await openFile({ path: cut, rotate_bytes: 1e9, keep: 1 }).send(parcels("whole"), signal);
  const lines = readFileSync(cut, "utf8").split("\n");
  expect(lines[0]).toBe('{"half":');
  expect(JSON.parse(lines[1] ?? "")).toMatchObject({ uid: "whole" });
  expect(
    kindsOf(await openFile({ path: join(cut, "no-folder", "x"), rotate_bytes: 1, keep: 1 }).send(parcels("a"), signal)),
  ).toEqual(["failed"]);
});

test("mail reaches its readers through SMTP with a summary, and a refused one says why", async () => {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo: ({ address }, _session, done) =>
      done(address.startsWith("no") ? Object.assign(new Error("no such user"), { responseCode: 550 }) : null),
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => done(null, void mails.push(Buffer.concat(chunks).toString())));
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const port = Number(Object(server.server.address()).port);
  const settings = {
    host: "127.0.0.1",
    port,
    security: "none",
    username: undefined,
    password: undefined,
    tls: {},
  } as const;
  const good = openEmail({ ...settings, from: "tidemark@a.example", to: ["soc@a.example"] });
  expect(kindsOf(await good.send(parcels("a", "b"), signal))).toEqual(["delivered", "delivered"]);
  expect(mails[0]).toContain("X-Tidemark-Alerts: a.1 b.1");
  expect(mails[0]).toContain("Backup Pro read 14 times more data");
  const bad = openEmail({ ...settings, from: "tidemark@a.example", to: ["nobody@a.example"] });
  const [outcome] = await bad.send(parcels("a"), signal);
  expect(outcome).toMatchObject({ kind: "refused" });
  await Promise.all([good.close(), bad.close()]);
});

test("a name can neither call a channel, nor link, nor turn the text in a chat", () => {
  const app_name = "<!channel> <https://evil.example|ok> [x](https://evil.example) \u202Eexe";
  const batch = [{ alert: exportedAlert({ app_name, title: `${app_name} read much` }), line: "" }];
  const slack = JSON.stringify(slackMessage(batch));
  expect(slack).not.toContain("<!channel>");
  expect(slack).not.toContain("<https://evil");
  expect(slack).toContain("<https://tidemark.example/");
  const teams = JSON.stringify(teamsMessage(batch));
  expect(teams).not.toContain("](https://evil");
  expect(slack + teams).not.toContain("\u202E");
});
