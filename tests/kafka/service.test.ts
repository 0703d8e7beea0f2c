import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import { readConfig } from "../../pipeline/config.ts";
import { topicLag } from "../../pipeline/kafka/topic-lag.ts";
import { topicsRead } from "../../queries/feeds/topics.ts";
import { line } from "../land.ts";
import { openTestStore } from "../test-store.ts";
import { type Running, startTidemark } from "../tidemark-process.ts";
import { KAFKA_USER } from "./broker.ts";
import { sharedBroker } from "./shared-broker.ts";
import { createTopic, send, topicName } from "./topics.ts";

const SOON = { timeout: 60_000, interval: 100 };
/** The aim of the design: the service drains and stops within this. */
const STOP_MS = 10_000;
const EVENTS = 30;

const broker = await sharedBroker();

interface Service extends Running {
  /** What it has written to standard error so far. */
  readonly log: () => string;
}

const started: Service[] = [];
afterEach(() => {
  for (const { child } of started.splice(0)) child.kill("SIGKILL");
});

describe.skipIf(broker.kind === "absent")("the service", async () => {
  const { brokers, sasl } = broker.kind === "running" ? broker : { brokers: "", sasl: undefined };
  const store = await openTestStore();

  function start(env: Readonly<Record<string, string>>): Service {
    const { url, user, password } = store.connection.endpoint;
    const running = startTidemark(["start"], {
      env: {
        TIDEMARK_PORT: "0",
        TIDEMARK_CLICKHOUSE_URL: url,
        TIDEMARK_CLICKHOUSE_USER: user,
        TIDEMARK_CLICKHOUSE_PASSWORD: password,
        TIDEMARK_CLICKHOUSE_DATABASE: store.database,
        TIDEMARK_KAFKA_BROKERS: brokers,
        TIDEMARK_KAFKA_GROUP: topicName(),
        ...env,
      },
    });
    let text = "";
    running.child.stderr?.on("data", (more: string) => {
      text += more;
    });
    const service = { ...running, log: () => text };
    started.push(service);
    return service;
  }

  async function ask(service: Service, path: string): Promise<string> {
    const url = await vi.waitFor(() => {
      const found = /listens on (http:\/\/\S+)/.exec(service.log())?.[1];
      if (!found) throw new Error(service.log());
      return found;
    }, SOON);
    return (await fetch(`${url}${path}`)).text();
  }

  async function topicsOf(service: Service): Promise<unknown> {
    return Object(JSON.parse(await ask(service, "/readyz"))).topics;
  }

  function fill(topic: string, prefix = topic): Promise<unknown> {
    const events = Array.from({ length: EVENTS }, (_, n) => ({ value: line(`${prefix}-${n}`), partition: n % 2 }));
    return send(brokers, topic, events);
  }

  function stored(prefix: string, more = ""): Promise<number> {
    return store.number("count()", `events FINAL WHERE startsWith(event_id, '${prefix}-')${more}`);
  }

  function complaints(service: Service, topic: string): readonly string[] {
    return service
      .log()
      .split("\n")
      .filter((entry) => /"level":[45]0/.test(entry) && entry.includes(`"${topic}"`));
  }

  test("reads its topics side by side, says once what is wrong with one, and goes on with the others", async () => {
    const [usage, tenants, wrong] = [
      await createTopic(brokers, 2),
      await createTopic(brokers, 2),
      await createTopic(brokers, 2),
    ];
    const late = topicName();
    for (const topic of [usage, tenants, wrong]) await fill(topic);
    const list = `${usage}=tidemark, ${tenants}=tidemark@contoso\n${wrong}=o365_audit,${late}=tidemark`;
    const group = topicName();
    const env = { TIDEMARK_KAFKA_TOPICS: list, TIDEMARK_KAFKA_GROUP: group, TIDEMARK_KAFKA_INSTANCE: "one" };
    const service = start(env);

    await vi.waitFor(async () => expect(await stored(usage, " AND tenant = 'default'")).toBe(EVENTS), SOON);
    await vi.waitFor(async () => expect(await stored(tenants, " AND tenant = 'contoso'")).toBe(EVENTS), SOON);
    await vi.waitFor(async () => {
      expect(await topicsOf(service)).toEqual({ starting: 0, reading: 2, suspect: 1, failing: 1 });
    }, SOON);
    // It has been tried several times by the time that it is there; one complaint is enough.
    await sleep(7_000);
    const [missing, ...again] = complaints(service, late);
    expect(again).toEqual([]);
    expect(missing).toContain("TIDEMARK_KAFKA_TOPICS");
    expect(missing).toContain("not_found");
    const [suspicion, ...more] = complaints(service, wrong);
    expect(more).toEqual([]);
    expect(suspicion).toContain("TIDEMARK_KAFKA_TOPICS");
    expect(suspicion).toContain("o365_audit");

    await createTopic(brokers, 2, { topic: late });
    await fill(late);
    await fill(usage, `${usage}-more`);
    await vi.waitFor(async () => expect(await stored(`${usage}-more`)).toBe(EVENTS), SOON);
    await vi.waitFor(async () => expect(await stored(late)).toBe(EVENTS), SOON);
    await vi.waitFor(async () => {
      expect(await topicsOf(service)).toEqual({ starting: 0, reading: 3, suspect: 1, failing: 0 });
    }, SOON);
    await vi.waitFor(async () => {
      const told = await store.reader.rows(topicsRead, { from_ms: 0 });
      expect(told.filter(({ topic }) => topic === tenants)).toMatchObject([{ source: "tidemark", tenant: "contoso" }]);
    }, SOON);
    const metrics = await ask(service, "/metrics");
    expect(metrics).toContain(`tidemark_kafka_topic_up{topic="${late}",source="tidemark"} 1`);
    expect(metrics).toMatch(
      new RegExp(`topic_failures_total\\{topic="${late}",source="tidemark",code="not_found"\\} [2-9]`),
    );
    expect(metrics).toContain(`records_total{source="tidemark",partition="${usage}/0",outcome="accepted"} ${EVENTS}`);
    expect(metrics).toContain(
      `records_total{source="o365_audit",partition="${wrong}/1",outcome="quarantined"} ${EVENTS / 2}`,
    );
    expect(metrics).toMatch(new RegExp(`lag_messages\\{source="tidemark",partition="${usage}/1"\\} \\d+`));

    const began = Date.now();
    service.child.kill("SIGTERM");
    expect((await service.ended).code).toBe(0);
    expect(Date.now() - began).toBeLessThan(STOP_MS);
    const settings = readConfig({ TIDEMARK_KAFKA_BROKERS: brokers }).kafka;
    if (!settings) throw new Error("no brokers");
    for (const topic of [usage, tenants, wrong, late])
      expect((await topicLag(settings, topic, group)).map(({ lag }) => lag)).toEqual([0, 0]);
  });

  test.skipIf(sasl === undefined)("stays up for everything else where Kafka refuses the credentials", async () => {
    const topic = topicName();
    const service = start({
      TIDEMARK_KAFKA_BROKERS: sasl ?? "",
      TIDEMARK_KAFKA_TOPICS: `${topic}=tidemark`,
      TIDEMARK_KAFKA_SASL_MECHANISM: "PLAIN",
      TIDEMARK_KAFKA_USERNAME: KAFKA_USER.username,
      TIDEMARK_KAFKA_PASSWORD: "wrong-password",
    });
    await vi.waitFor(async () => {
      expect(await topicsOf(service)).toEqual({ starting: 0, reading: 0, suspect: 0, failing: 1 });
    }, SOON);
    const [refused] = complaints(service, topic);
    expect(refused).toContain("TIDEMARK_KAFKA_PASSWORD");
    expect(service.log()).not.toContain("wrong-password");
  });

  test("reads nothing where a topic is mapped wrongly, and says all that is wrong", async () => {
    const list = "usage=tidemark,usage=ocsf,insights=ms_graph,=ocsf,a=ocsf@";
    const ended = await start({ TIDEMARK_KAFKA_TOPICS: list }).ended;
    expect(ended.code).toBe(2);
    for (const words of [
      `"usage" stands there more than once`,
      `"insights=ms_graph" names no feed`,
      `"=ocsf"`,
      `"a=ocsf@"`,
    ])
      expect(ended.err).toContain(words);
  });
});
