import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loadClient } from "../../pipeline/kafka/load-client.ts";
import { isUp } from "./topics.ts";

/** Kafka's own user in the tests, known to the listener that asks for one. */
export const KAFKA_USER = { username: "ana", password: "right" } as const;

export interface Broker {
  readonly kind: "running";
  readonly brokers: string;
  /** The same broker behind TLS, and behind a sign-in; missing for a broker that was given to us. */
  readonly tls: string | undefined;
  readonly sasl: string | undefined;
  readonly stop: () => Promise<void>;
}

export interface NoBroker {
  readonly kind: "absent";
  readonly stop: () => Promise<void>;
}

const VERSION = "4.1.1";
const CACHE = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "tidemark");
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>tests</groupId><artifactId>broker</artifactId><version>1</version>
<dependencies><dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${VERSION}</version></dependency></dependencies>
</project>`;
/** A broker is up in three seconds; a busy machine takes longer. */
const START_MS = 60_000;
const SECRET = "secret";
/** Any 16 bytes in base64url; one that begins with a dash would be taken for an option. */
const CLUSTER_ID = "MkU3OEVBNTcwNTJENDM2Qg";

/** A real broker: the one of TEST_KAFKA_BROKERS, or one of our own out of Maven's jars. Absent where there is no Java. */
export async function startBroker(): Promise<Broker | NoBroker> {
  const given = process.env["TEST_KAFKA_BROKERS"];
  const stop = async (): Promise<void> => undefined;
  const lacking = await lackOf(given);
  if (lacking === undefined && given) return { kind: "running", brokers: given, tls: undefined, sasl: undefined, stop };
  if (lacking === undefined) return startOwn(kafkaJars());
  const reason = `${lacking} missing`;
  if (process.env["CI"] === "true") throw new Error(reason);
  process.stderr.write(`The tests with Kafka are skipped: ${reason}.\n`);
  return { kind: "absent", stop };
}

/** What keeps these tests from running. */
async function lackOf(given: string | undefined): Promise<string | undefined> {
  const client = await loadClient().catch(() => undefined);
  if (!client) return "the compiled client node-rdkafka is";
  if (given || ["java", "mvn", "keytool"].every(isThere)) return undefined;
  return "Java and Maven (Debian: default-jdk-headless, maven), or brokers in TEST_KAFKA_BROKERS, are";
}

function isThere(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" }).status === 0;
}

/** The folder of Kafka's jars, filled the first time. Only a whole one gets the name. */
function kafkaJars(): string {
  const jars = join(CACHE, `kafka-${VERSION}`);
  if (existsSync(jars)) return jars;
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, "kafka-draft-"));
  writeFileSync(join(draft, "pom.xml"), POM);
  const words = ["-q", "-B", "dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=jars"];
  run("mvn", words, draft);
  if (!existsSync(jars)) renameSync(join(draft, "jars"), jars);
  rmSync(draft, { recursive: true });
  return jars;
}

async function startOwn(jars: string): Promise<Broker> {
  const dir = mkdtempSync(join(tmpdir(), "tidemark-kafka-"));
  const [plain = 0, controller = 0, tls = 0, sasl = 0] = await freePorts(4);
  const properties = join(dir, "server.properties");
  writeFileSync(properties, propertiesOf({ dir, plain, controller, tls, sasl }));
  const classpath = join(jars, "*");
  const key = ["-genkeypair", "-alias", "broker", "-keyalg", "RSA", "-storetype", "PKCS12", "-dname", "CN=localhost"];
  run("keytool", [...key, "-ext", "SAN=ip:127.0.0.1", "-keystore", "key.p12", "-storepass", SECRET], dir);
  const scram = `SCRAM-SHA-256=[name=${KAFKA_USER.username},password=${KAFKA_USER.password}]`;
  const format = ["-cp", classpath, "kafka.tools.StorageTool", "format", "-t", CLUSTER_ID];
  run("java", [...format, "-c", properties, "--add-scram", scram], dir);
  const child = startJava(["-Xmx400m", "-cp", classpath, "kafka.Kafka", properties]);
  const brokers = `127.0.0.1:${plain}`;
  await untilUp(brokers);
  return {
    kind: "running",
    brokers,
    tls: `127.0.0.1:${tls}`,
    sasl: `127.0.0.1:${sasl}`,
    stop: async () => {
      const ended = new Promise((resolve) => child.once("close", resolve));
      child.stdin?.end();
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Java under a shell that kills it when our end of its standard input goes, however we end. */
function startJava(words: readonly string[]): ChildProcess {
  const script = 'java "$@" </dev/null >/dev/null 2>&1 & broker=$!; cat >/dev/null; kill -9 $broker; wait $broker';
  return spawn("sh", ["-c", script, "sh", ...words], { stdio: ["pipe", "ignore", "ignore"] });
}

interface BrokerPlace {
  readonly dir: string;
  readonly plain: number;
  readonly controller: number;
  readonly tls: number;
  readonly sasl: number;
}

function propertiesOf({ dir, plain, controller, tls, sasl }: BrokerPlace): string {
  const outside = `PLAINTEXT://127.0.0.1:${plain},SSL://127.0.0.1:${tls},SASL://127.0.0.1:${sasl}`;
  const login = "org.apache.kafka.common.security";
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listeners=${outside},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=${outside}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT,SSL:SSL
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256
listener.name.sasl.plain.sasl.jaas.config=${login}.plain.PlainLoginModule required user_${KAFKA_USER.username}="${KAFKA_USER.password}";
listener.name.sasl.scram-sha-256.sasl.jaas.config=${login}.scram.ScramLoginModule required;
ssl.keystore.location=${join(dir, "key.p12")}
ssl.keystore.type=PKCS12
ssl.keystore.password=${SECRET}
log.dirs=${join(dir, "data")}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=500
message.max.bytes=60000000
`;
}

async function untilUp(brokers: string): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    if (await isUp(brokers)) return;
    await sleep(100);
  }
  throw new Error("Kafka did not come up");
}

function run(program: string, words: readonly string[], cwd: string): void {
  const done = spawnSync(program, words, { cwd, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${program} failed: ${done.stdout}${done.stderr}`);
}

/** Ports that nobody listens on now; all are held until the last one is found, so that they differ. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) => {
          server.listen(0, "127.0.0.1", () => {
            const address = server.address();
            resolve(typeof address === "object" && address !== null ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
