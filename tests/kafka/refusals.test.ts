import { describe, expect, test } from "vitest";
import { readConfig } from "../../pipeline/config.ts";
import { AppError } from "../../pipeline/core/errors.ts";
import { openTopic } from "../../pipeline/kafka/topic-reader.ts";
import { type Ended, type ProcessOptions, tidemark } from "../tidemark-process.ts";
import { KAFKA_USER } from "./broker.ts";
import { sharedBroker } from "./shared-broker.ts";
import { createTopic } from "./topics.ts";

/** Nobody listens there: the port is reserved. */
const NOBODY = "127.0.0.1:1";
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** As on a machine where the client could not be compiled: the package cannot be found. */
const WITHOUT_CLIENT = `data:text/javascript,${encodeURIComponent(`
  import { register } from "node:module";
  register("data:text/javascript," + encodeURIComponent(
    "export const resolve = (name, context, next) => { if (name === 'node-rdkafka') throw new Error('not found'); return next(name, context); };"));
`)}`;

const broker = await sharedBroker();

function ingest(words: readonly string[], env: ProcessOptions["env"] = {}): Promise<Ended> {
  // No store is opened before the broker has been found: the folder never comes to be.
  return tidemark(["ingest", "--data", "/nowhere/tidemark", "--source", "tidemark", ...words], { env });
}

function expectOneSentence(ended: Ended, code: number, ...words: readonly string[]): void {
  expect(ended.err.trim().split("\n"), ended.err).toHaveLength(1);
  for (const word of words) expect(ended.err).toContain(word);
  expect(ended.code).toBe(code);
}

describe("reading a topic", () => {
  test.concurrent("needs to know where Kafka is", async () => {
    expectOneSentence(await ingest(["--topic", "t"]), EXIT_USAGE, "TIDEMARK_KAFKA_BROKERS");
  });

  test.concurrent("goes without files, and files without a topic", async () => {
    for (const words of [["--topic", "t", "file.ndjson"], []])
      expectOneSentence(await ingest(words), EXIT_USAGE, "--topic");
  });

  test.concurrent("needs the name of the feed", async () => {
    expectOneSentence(await ingest(["--topic", "t", "--source", "auto"]), EXIT_USAGE, "--source");
  });

  test.concurrent("says what to install where the client is not compiled", async () => {
    const env = { TIDEMARK_KAFKA_BROKERS: NOBODY, NODE_OPTIONS: `--import=${WITHOUT_CLIENT}` };
    expectOneSentence(await ingest(["--topic", "t"], env), EXIT_FAILED, "node-rdkafka", "npm ci", "C++ compiler");
  });
});

describe.skipIf(broker.kind === "absent")("a broker that cannot be used", () => {
  test.concurrent("that is not there is named with its setting", async () => {
    const ended = await ingest(["--topic", "t"], { TIDEMARK_KAFKA_BROKERS: NOBODY });
    expectOneSentence(ended, EXIT_FAILED, NOBODY, "refused", "TIDEMARK_KAFKA_BROKERS");
  });

  test.concurrent("that does not have the topic is named with it", async () => {
    const env = { TIDEMARK_KAFKA_BROKERS: broker.kind === "running" ? broker.brokers : "" };
    expectOneSentence(await ingest(["--topic", "missing"], env), EXIT_FAILED, `"missing"`, "--topic");
  });
});

/** What opening a topic with these settings is refused with. */
async function refusalOf(topic: string, env: Readonly<Record<string, string>>): Promise<AppError> {
  const settings = readConfig(env).kafka;
  if (!settings) throw new Error("the settings name no brokers");
  const outcome = await openTopic(settings, topic, topic).catch((error: unknown) => error);
  if (outcome instanceof AppError) return outcome;
  throw new Error(`no refusal but ${outcome}`);
}

describe.skipIf(broker.kind === "absent" || broker.tls === undefined)("a broker behind TLS or a sign-in", async () => {
  const { brokers, tls = "", sasl = "" } = broker.kind === "running" ? broker : { brokers: "" };
  const topic = broker.kind === "running" ? await createTopic(brokers, 1) : "";
  const user = { TIDEMARK_KAFKA_USERNAME: KAFKA_USER.username, TIDEMARK_KAFKA_PASSWORD: KAFKA_USER.password };
  const scram = { TIDEMARK_KAFKA_BROKERS: sasl, ...user, TIDEMARK_KAFKA_SASL_MECHANISM: "SCRAM-SHA-256" };

  test.concurrent.each([
    ["wants TLS", { TIDEMARK_KAFKA_BROKERS: tls }, "TIDEMARK_KAFKA_TLS=true"],
    ["speaks no TLS", { TIDEMARK_KAFKA_BROKERS: brokers, TIDEMARK_KAFKA_TLS: "true" }, "TIDEMARK_KAFKA_TLS to false"],
    ["is not trusted", { TIDEMARK_KAFKA_BROKERS: tls, TIDEMARK_KAFKA_TLS: "true" }, "TIDEMARK_KAFKA_CA"],
    ["wants a sign-in", { TIDEMARK_KAFKA_BROKERS: sasl }, "TIDEMARK_KAFKA_SASL_MECHANISM"],
    ["refuses the password", { ...scram, TIDEMARK_KAFKA_PASSWORD: "wrong" }, "TIDEMARK_KAFKA_PASSWORD"],
    [
      "knows other ways to sign in",
      { ...scram, TIDEMARK_KAFKA_SASL_MECHANISM: "SCRAM-SHA-512" },
      "set TIDEMARK_KAFKA_SASL_MECHANISM to one of theirs",
    ],
  ])("that %s says which setting to change", async (_what, env, advice) => {
    const refusal = await refusalOf(topic, env);
    expect(refusal.message).toContain(advice);
    expect(refusal.message).not.toContain(KAFKA_USER.password);
    expect(refusal.code).toBe("config_invalid");
  });

  test.concurrent.each(["PLAIN", "SCRAM-SHA-256"])(
    "takes the right user by %s, and then misses a topic",
    async (mechanism) => {
      const refusal = await refusalOf("missing", { ...scram, TIDEMARK_KAFKA_SASL_MECHANISM: mechanism });
      expect(refusal.message).toContain('There is no topic "missing"');
    },
  );
});
