import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { makeAuthority, opensslIn, sign } from "../kafka/certificates.ts";
import { ownBroker } from "../kafka/own-broker.ts";
import { readTopic } from "../kafka/read-topic.ts";
import { createTopic } from "../kafka/topics.ts";
import { openTestStore } from "../test-store.ts";
import { destinationsOf, startDeliveries } from "./deliveries.ts";
import { startHttpReceivers } from "./http-receivers.ts";
import { raiseMany } from "./many-alerts.ts";
import { API_KEY, HEC_TOKEN, WEBHOOK_SECRET } from "./receiver-process.ts";
import { has_rsyslog, startRsyslog } from "./rsyslog.ts";

const KILLS = 10;
/** With a second revision of every third alert: 10,000 revisions in ten turns. */
const ALERTS_A_TURN = 750;
const REVISIONS = 10_000;
const EMPTY_MS = 60_000;
/** What was raised is picked up within this and is on its way. */
const MID_FLIGHT_MS = 450;
/** A broker takes seconds to come up, on a busy machine many. */
const TEST_MS = 300_000;

const store = await openTestStore();
const dir = mkdtempSync(join(tmpdir(), "tidemark-export-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const environment = { WEBHOOK_SECRET, HEC_TOKEN, API_KEY };

/** Ids of alerts in the order in which a receiver got them, copies and all. */
interface Verdict {
  readonly distinct: number;
  readonly copies: number;
  /** Alerts whose second revision came before the first one. */
  readonly out_of_order: number;
}

function verdictOf(ids: readonly string[], prefix: string): Verdict {
  const own = ids.filter((id) => id.startsWith(prefix));
  const first = new Map<string, number>();
  for (const [n, id] of own.entries()) if (!first.has(id)) first.set(id, n);
  const out_of_order = [...first].filter(([id, n]) => {
    return id.endsWith(".2") && n < (first.get(id.replace(/2$/, "1")) ?? Number.POSITIVE_INFINITY);
  });
  return { distinct: first.size, copies: own.length - first.size, out_of_order: out_of_order.length };
}

function idOfLine(line: string): string {
  return `${/"uid":"([^"]+)"/.exec(line)?.[1]}.${/"revision":(\d+)/.exec(line)?.[1]}`;
}

async function raiseAndKill(prefix: string, kill: () => Promise<unknown>): Promise<void> {
  for (let turn = 0; turn < KILLS; turn += 1) {
    await raiseMany(store, ALERTS_A_TURN, `${prefix}${turn}-`);
    await sleep(MID_FLIGHT_MS * (0.2 + Math.random()));
    await kill();
  }
}

const GOOD = { distinct: REVISIONS, out_of_order: 0 };

test.skipIf(!has_rsyslog)(
  "rsyslog over TCP and TLS, a webhook, Splunk and Elasticsearch, each killed ten times, get every revision, in order",
  async () => {
    const openssl = opensslIn(dir);
    makeAuthority(openssl);
    sign(openssl, dir, "server", "subjectAltName=IP:127.0.0.1,DNS:localhost");
    sign(openssl, dir, "client", "extendedKeyUsage=clientAuth");
    const at = (name: string): string => join(dir, name);
    const files = { ca: at("ca.pem"), certificate: at("server.pem"), key: at("server.key"), mutual: true };
    const [tcp, tls, http] = [await startRsyslog(dir), await startRsyslog(dir, files), await startHttpReceivers(dir)];
    const client = { ca: files.ca, certificate: at("client.pem"), key: at("client.key") };
    const syslog = { type: "syslog", format: "json", host: "127.0.0.1", timeout_ms: 5_000 };
    const deliveries = await startDeliveries(
      store,
      destinationsOf(
        [
          { ...syslog, name: "tcp", protocol: "tcp", port: tcp.port },
          { ...syslog, name: "tls", protocol: "tls", port: tls.port, tls: client, framing: "newline" },
          { name: "webhook", type: "webhook", url: `${http.url}/webhook`, secret: { env: "WEBHOOK_SECRET" } },
          { name: "splunk", type: "splunk_hec", url: http.url, token: { env: "HEC_TOKEN" }, timeout_ms: 5_000 },
          { name: "elastic", type: "elasticsearch", url: http.url, api_key: { env: "API_KEY" } },
        ],
        environment,
      ),
    );
    try {
      await raiseAndKill("k", () => Promise.all([tcp.restart(), tls.restart(), http.restart()]));
      await deliveries.untilEmpty(EMPTY_MS);
    } finally {
      await deliveries.stop();
      await Promise.all([tcp.kill(), tls.kill(), http.kill()]);
    }
    const verdicts = {
      tcp: verdictOf(tcp.messages().map(idOfLine), "k"),
      tls: verdictOf(tls.messages().map(idOfLine), "k"),
      webhook: verdictOf(http.got("webhook"), "k"),
      splunk: verdictOf(http.got("splunk"), "k"),
      elastic: verdictOf(http.got("elasticsearch"), "k"),
    };
    expect(verdicts).toMatchObject({ tcp: GOOD, tls: GOOD, webhook: GOOD, splunk: GOOD, elastic: GOOD });
    // At most the batch in flight, for each kill.
    const copies = Object.values(verdicts).map((verdict) => verdict.copies);
    for (const n of copies) expect(n).toBeLessThanOrEqual(KILLS * 1_000);
    expect(verdicts.elastic.copies).toBe(0);
    expect(deliveries.troubles.filter(({ kind }) => kind === "failing").length).toBeGreaterThan(0);
  },
  TEST_MS,
);

const broker = await ownBroker();

test.skipIf(broker.kind === "absent")(
  "a Kafka broker that is killed ten times gets every revision, in order, keyed by app",
  async () => {
    if (broker.kind === "absent" || !broker.restart) return;
    const topic = await createTopic(broker.brokers, 1);
    const kafka = { name: "kafka", type: "kafka", topic, brokers: broker.brokers, format: "json" };
    const deliveries = await startDeliveries(store, destinationsOf([kafka]));
    try {
      await raiseAndKill("q", broker.restart);
      await deliveries.untilEmpty(EMPTY_MS);
    } finally {
      await deliveries.stop();
    }
    const letters = await readTopic(broker.brokers, topic);
    const verdict = verdictOf(
      letters.map(({ value }) => idOfLine(value.toString())),
      "q",
    );
    expect(verdict).toMatchObject(GOOD);
    expect(letters[0]?.key).toMatch(/^contoso\/app-\d+$/);
    expect(letters[0]?.headers).toMatchObject({ tidemark_change: "create" });
  },
  TEST_MS,
);
