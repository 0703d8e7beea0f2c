import { afterAll, describe, expect, test, vi } from "vitest";
import { readConfig } from "../../pipeline/config.ts";
import { AppError } from "../../pipeline/core/errors.ts";
import { openDeadLetters } from "../../pipeline/kafka/dead-letters.ts";
import { openTopic, type TopicReader } from "../../pipeline/kafka/topic-reader.ts";
import { KAFKA_USER } from "./broker.ts";
import { sharedBroker } from "./shared-broker.ts";
import { startTokenServer, TOKEN_CLIENT } from "./token-server.ts";
import { createTopic, send } from "./topics.ts";

const TOKEN_LIFETIME_S = 3;
const SOON = { timeout: 30_000, interval: 50 };

const broker = await sharedBroker();
const tokens = await startTokenServer(TOKEN_LIFETIME_S);
afterAll(tokens.stop);

function settingsOf(env: Readonly<Record<string, string>>) {
  const settings = readConfig(env).kafka;
  if (!settings) throw new Error("the settings name no brokers");
  return settings;
}

async function firstMessage(reader: TopicReader): Promise<string> {
  reader.join();
  for (;;) {
    const { messages } = await reader.poll(10, 100);
    for (let change = reader.nextRebalance(); change; change = reader.nextRebalance()) reader.answer(change);
    const [first] = messages;
    if (first) return String(first.value);
  }
}

async function refusalOf(opening: Promise<unknown>): Promise<AppError> {
  const outcome = await opening.catch((error: unknown) => error);
  if (outcome instanceof AppError) return outcome;
  throw new Error(`no refusal but ${outcome}`);
}

const guarded = broker.kind === "running" ? broker.guarded : undefined;

describe.skipIf(guarded === undefined)("a guarded broker", async () => {
  const brokers = broker.kind === "running" ? broker.brokers : "";
  const sasl = broker.kind === "running" ? (broker.sasl ?? "") : "";
  const tls = broker.kind === "running" ? (broker.tls ?? "") : "";
  const { files, mutual_tls = "", sasl_tls = "" } = guarded ?? {};
  const topic = guarded ? await createTopic(brokers, 1) : "";
  if (guarded) await send(brokers, topic, [{ value: "hello", partition: 0 }]);

  const trusted = { TIDEMARK_KAFKA_TLS: "true", TIDEMARK_KAFKA_CA: files?.ca ?? "" };
  const certified = {
    ...trusted,
    TIDEMARK_KAFKA_CERTIFICATE: files?.client_certificate ?? "",
    TIDEMARK_KAFKA_KEY: files?.client_key ?? "",
    TIDEMARK_KAFKA_KEY_PASSWORD: files?.key_password ?? "",
  };
  const user = { TIDEMARK_KAFKA_USERNAME: KAFKA_USER.username, TIDEMARK_KAFKA_PASSWORD: KAFKA_USER.password };
  const oauth = {
    TIDEMARK_KAFKA_SASL_MECHANISM: "OAUTHBEARER",
    TIDEMARK_KAFKA_OAUTH_TOKEN_ENDPOINT: tokens.url,
    TIDEMARK_KAFKA_OAUTH_CLIENT_ID: TOKEN_CLIENT.id,
    TIDEMARK_KAFKA_OAUTH_CLIENT_SECRET: TOKEN_CLIENT.secret,
    TIDEMARK_KAFKA_OAUTH_SCOPE: TOKEN_CLIENT.scope,
  };

  test.each([
    ["TLS with its authority's certificate", tls, trusted],
    ["TLS with our own certificate, too", mutual_tls, certified],
    ["PLAIN", sasl, { ...user, TIDEMARK_KAFKA_SASL_MECHANISM: "PLAIN" }],
    ["SCRAM-SHA-256", sasl, { ...user, TIDEMARK_KAFKA_SASL_MECHANISM: "SCRAM-SHA-256" }],
    ["SCRAM-SHA-512 over TLS", sasl_tls, { ...trusted, ...user, TIDEMARK_KAFKA_SASL_MECHANISM: "SCRAM-SHA-512" }],
    ["OAUTHBEARER over TLS", sasl_tls, { ...trusted, ...oauth }],
  ])("is read, and takes dead letters, through %s", async (_what, address, env) => {
    const settings = settingsOf({ TIDEMARK_KAFKA_BROKERS: address, ...env });
    const reader = await openTopic(settings, topic, `${topic}-${Math.random()}`);
    expect(await firstMessage(reader)).toBe("hello");
    await reader.close();
    const letters = await openDeadLetters(settings, topic);
    await letters.send([{ position: "p", value: Buffer.from("letter"), headers: { reason: "not_json" } }]);
    await letters.close();
  });

  test("that asks for a certificate says which setting is missing", async () => {
    const settings = settingsOf({ TIDEMARK_KAFKA_BROKERS: mutual_tls, ...trusted });
    const refusal = await refusalOf(openTopic(settings, topic, topic));
    expect(refusal.message).toContain("TIDEMARK_KAFKA_CERTIFICATE");
    expect(refusal.message).not.toContain("TIDEMARK_KAFKA_SASL_MECHANISM");
  });

  test("gets a new token before the old one ends, for as long as it is read", async () => {
    const settings = settingsOf({ TIDEMARK_KAFKA_BROKERS: sasl_tls, ...trusted, ...oauth });
    const before = tokens.issued();
    const reader = await openTopic(settings, topic, `${topic}-renewed`);
    await vi.waitFor(() => expect(tokens.issued()).toBeGreaterThanOrEqual(before + 3), SOON);
    expect(await firstMessage(reader)).toBe("hello");
    await reader.close();
  });

  test("names the settings where the token endpoint does not know us, and never the secret", async () => {
    const wrong = { ...oauth, TIDEMARK_KAFKA_OAUTH_CLIENT_SECRET: "wrong-secret" };
    const refusal = await refusalOf(openTopic(settingsOf({ TIDEMARK_KAFKA_BROKERS: sasl, ...wrong }), topic, topic));
    expect(refusal.code).toBe("config_invalid");
    expect(refusal.message).toContain("TIDEMARK_KAFKA_OAUTH_CLIENT_ID");
    expect(refusal.message).toContain("The client is not known here.");
    expect(refusal.message).not.toContain("wrong-secret");
  });

  test("that refuses the token says so, instead of speaking of passwords", async () => {
    const stale = await startTokenServer(-60);
    const late = { ...trusted, ...oauth, TIDEMARK_KAFKA_OAUTH_TOKEN_ENDPOINT: stale.url };
    const settings = settingsOf({ TIDEMARK_KAFKA_BROKERS: sasl_tls, ...late });
    const refusal = await refusalOf(openTopic(settings, topic, topic));
    await stale.stop();
    expect(refusal.message).toContain("refuse our token");
    expect(refusal.message).not.toContain("TIDEMARK_KAFKA_PASSWORD");
  });

  test("is tried again where the token endpoint is away", async () => {
    const settings = settingsOf({ TIDEMARK_KAFKA_BROKERS: sasl, ...oauth });
    tokens.answerWith(503);
    const busy = await refusalOf(openTopic(settings, topic, topic));
    tokens.answerWith(200);
    const nobody = { ...oauth, TIDEMARK_KAFKA_OAUTH_TOKEN_ENDPOINT: "http://127.0.0.1:1/token" };
    const away = await refusalOf(openTopic(settingsOf({ TIDEMARK_KAFKA_BROKERS: sasl, ...nobody }), topic, topic));
    for (const { retryable } of [busy, away]) expect(retryable).toBe(true);
    expect(away.message).toContain("TIDEMARK_KAFKA_OAUTH_TOKEN_ENDPOINT");
  });
});
