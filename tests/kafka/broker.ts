import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loadClient } from "../../pipeline/kafka/load-client.ts";
import { freePorts, isThere, jarsOf, killJava, run, startJava } from "../java.ts";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { isUp } from "./topics.ts";

/** Kafka's own user in the tests, known to the listener that asks for one. */
export const KAFKA_USER = { username: "ana", password: "right" } as const;

export interface Broker {
  readonly kind: "running";
  readonly brokers: string;
  /** The same broker behind TLS, and behind a sign-in; missing for a broker that was given to us. */
  readonly tls: string | undefined;
  readonly sasl: string | undefined;
  readonly guarded: Guarded | undefined;
  /** Kill it with kill -9 and start it again on what it left; missing for a broker that was given to us. */
  readonly restart: (() => Promise<void>) | undefined;
  readonly stop: () => Promise<void>;
}

/** The same broker where it asks for a certificate, and behind a sign-in over TLS. */
export interface Guarded {
  readonly mutual_tls: string;
  readonly sasl_tls: string;
  readonly files: Certificates;
}

export interface NoBroker {
  readonly kind: "absent";
  readonly stop: () => Promise<void>;
}

const VERSION = "4.1.1";
/** A broker is up in three seconds; a busy machine takes longer. */
const START_MS = 60_000;
/** For who starts it often and asks little of it: half the processor time of a start is Java's second compiler. */
export const QUICK_START = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];
/** Any 16 bytes in base64url; one that begins with a dash would be taken for an option. */
const CLUSTER_ID = "MkU3OEVBNTcwNTJENDM2Qg";

/** A real broker: the one of TEST_KAFKA_BROKERS, or one of our own out of Maven's jars. Absent where there is no Java. */
export async function startBroker(java: readonly string[] = []): Promise<Broker | NoBroker> {
  const given = process.env["TEST_KAFKA_BROKERS"];
  const stop = async (): Promise<void> => undefined;
  const lacking = await lackOf(given);
  const unknown = { tls: undefined, sasl: undefined, guarded: undefined, restart: undefined };
  if (lacking === undefined && given) return { kind: "running", brokers: given, ...unknown, stop };
  if (lacking === undefined)
    return startOwn(jarsOf(`kafka-${VERSION}`, [`org.apache.kafka:kafka_2.13:${VERSION}`]), java);
  const reason = `${lacking} missing`;
  if (process.env["CI"] === "true") throw new Error(reason);
  process.stderr.write(`The tests with Kafka are skipped: ${reason}.\n`);
  return { kind: "absent", stop };
}

/** What keeps these tests from running. */
async function lackOf(given: string | undefined): Promise<string | undefined> {
  const client = await loadClient().catch(() => undefined);
  if (!client) return "the compiled client node-rdkafka is";
  if (given || ["java", "mvn", "keytool", "openssl"].every(isThere)) return undefined;
  return "Java, Maven and openssl (Debian: default-jdk-headless, maven, openssl), or brokers in TEST_KAFKA_BROKERS, are";
}

async function startOwn(jars: string, java: readonly string[]): Promise<Broker> {
  const dir = mkdtempSync(join(tmpdir(), "tidemark-kafka-"));
  const [plain = 0, controller = 0, tls = 0, sasl = 0, mutual_tls = 0, sasl_tls = 0] = await freePorts(6);
  const files = makeCertificates(dir);
  const properties = join(dir, "server.properties");
  writeFileSync(properties, propertiesOf({ dir, plain, controller, tls, sasl, mutual_tls, sasl_tls, files }));
  const classpath = join(jars, "*");
  const user = `[name=${KAFKA_USER.username},password=${KAFKA_USER.password}]`;
  const scram = ["--add-scram", `SCRAM-SHA-256=${user}`, "--add-scram", `SCRAM-SHA-512=${user}`];
  const format = [...QUICK_START, "-cp", classpath, "kafka.tools.StorageTool", "format", "-t", CLUSTER_ID];
  run("java", [...format, "-c", properties, ...scram], dir);
  const brokers = `127.0.0.1:${plain}`;
  const start = async (): Promise<ChildProcess> => {
    const child = startJava([...java, "-Xmx400m", "-cp", classpath, "kafka.Kafka", properties]);
    await untilUp(brokers);
    return child;
  };
  let child = await start();
  return {
    kind: "running",
    brokers,
    tls: `127.0.0.1:${tls}`,
    sasl: `127.0.0.1:${sasl}`,
    guarded: { mutual_tls: `127.0.0.1:${mutual_tls}`, sasl_tls: `127.0.0.1:${sasl_tls}`, files },
    restart: async () => {
      await killJava(child);
      child = await start();
    },
    stop: async () => {
      await killJava(child);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

interface BrokerPlace {
  readonly dir: string;
  readonly plain: number;
  readonly controller: number;
  readonly tls: number;
  readonly sasl: number;
  readonly mutual_tls: number;
  readonly sasl_tls: number;
  readonly files: Certificates;
}

const LOGIN = "org.apache.kafka.common.security";

/** A broker that was killed is let in again once its last session ran out: nine seconds where nobody says otherwise. */
function propertiesOf({ dir, files, controller, ...ports }: BrokerPlace): string {
  const names = {
    PLAINTEXT: ports.plain,
    SSL: ports.tls,
    MTLS: ports.mutual_tls,
    SASL: ports.sasl,
    BOTH: ports.sasl_tls,
  };
  const outside = Object.entries(names)
    .map(([name, port]) => `${name}://127.0.0.1:${port}`)
    .join(",");
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listeners=${outside},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=${outside}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT,SSL:SSL,MTLS:SSL,BOTH:SASL_SSL
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256
${signInOf("sasl")}
listener.name.both.sasl.enabled.mechanisms=SCRAM-SHA-512,OAUTHBEARER
${signInOf("both")}
listener.name.mtls.ssl.client.auth=required
ssl.keystore.location=${files.keystore}
ssl.keystore.type=PKCS12
ssl.keystore.password=${files.store_password}
ssl.key.password=${files.store_password}
ssl.truststore.location=${files.truststore}
ssl.truststore.type=PKCS12
ssl.truststore.password=${files.store_password}
log.dirs=${join(dir, "data")}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=300
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=500
message.max.bytes=60000000
log.segment.bytes=67108864
log.initial.task.delay.ms=200
log.retention.check.interval.ms=200
`;
}

/** How a listener knows who signs in. Its tokens need no signature, but a subject and a time that has not run out. */
function signInOf(listener: string): string {
  const user = `user_${KAFKA_USER.username}="${KAFKA_USER.password}"`;
  const modules = {
    plain: `plain.PlainLoginModule required ${user};`,
    "scram-sha-256": "scram.ScramLoginModule required;",
    "scram-sha-512": "scram.ScramLoginModule required;",
    oauthbearer: `oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";`,
  };
  return Object.entries(modules)
    .map(([mechanism, login]) => `listener.name.${listener}.${mechanism}.sasl.jaas.config=${LOGIN}.${login}`)
    .join("\n");
}

async function untilUp(brokers: string): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    if (await isUp(brokers)) return;
    await sleep(100);
  }
  throw new Error("Kafka did not come up");
}
