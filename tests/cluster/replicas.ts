import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { libraryPath } from "../../pipeline/store/embedded/server.ts";
import { freePorts, isThere } from "../java.ts";
import { INTERSERVER_HOST, OTHER_BUILD_CODE } from "./replica-places.ts";
import { startZooKeeper } from "./zookeeper.ts";

const CHILD = fileURLToPath(new URL("./replica-child.ts", import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const START_MS = 60_000;
export const CLUSTER = "main";

/** One ClickHouse server of the shard. */
export interface Replica {
  readonly url: string;
  readonly start: () => Promise<void>;
  /** kill -9. */
  readonly kill: () => Promise<void>;
  /** Lose its disk; only while it is down. */
  readonly wipe: () => void;
}

export interface Shard {
  readonly replicas: readonly [Replica, Replica];
  readonly stop: () => Promise<void>;
}

/** What keeps these tests from running here. */
export function lackOfReplicas(): string | undefined {
  if (process.platform !== "linux" || process.arch !== "x64") return "replicas are made for Linux on x64";
  return ["java", "mvn"].every(isThere)
    ? undefined
    : "Java and Maven are missing (Debian: default-jdk-headless, maven)";
}

/** Two ClickHouse servers that replicate through a real ZooKeeper. */
export async function startShard(): Promise<Shard> {
  const dir = mkdtempSync(join(tmpdir(), "tidemark-shard-"));
  const keeper = await startZooKeeper();
  const [http_a = 0, tcp_a = 0, http_b = 0, tcp_b = 0] = await freePorts(4);
  const shard = { dir, keeper_port: keeper.port, tcp_ports: [tcp_a, tcp_b] };
  const a = replica({ ...shard, name: "a", http_port: http_a, tcp_port: tcp_a });
  const b = replica({ ...shard, name: "b", http_port: http_b, tcp_port: tcp_b });
  await Promise.all([a.start(), b.start()]);
  return {
    replicas: [a, b],
    stop: async () => {
      await Promise.all([a.kill(), b.kill()]);
      await keeper.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

interface Place {
  readonly dir: string;
  readonly name: string;
  readonly http_port: number;
  readonly tcp_port: number;
  readonly tcp_ports: readonly number[];
  readonly keeper_port: number;
}

function replica(place: Place): Replica {
  const home = join(place.dir, place.name);
  const data = join(home, "data");
  mkdirSync(home);
  const config = join(home, "config.xml");
  writeFileSync(config, serverXml(place, home));
  writeFileSync(join(home, "users.xml"), USERS);
  const url = `http://127.0.0.1:${place.http_port}`;
  const words = ["--import", TSX, CHILD, libraryPath(), data];
  let child: ChildProcess | undefined;
  return {
    url,
    start: async () => {
      const ports = [String(place.http_port), String(place.tcp_port)];
      child = spawn(process.execPath, [...words, ...ports, config], { stdio: ["pipe", "ignore", "ignore"] });
      await untilUp(child, url);
    },
    kill: async () => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
    wipe: () => rmSync(data, { recursive: true }),
  };
}

async function untilUp(child: ChildProcess, url: string): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    if (child.exitCode === OTHER_BUILD_CODE)
      throw new Error("libchdb is another build than the one that tests/cluster/replica-child.ts was made for");
    if (child.exitCode !== null || child.signalCode !== null) break;
    if (
      await fetch(`${url}/ping`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await sleep(50);
  }
  throw new Error("a replica did not come up");
}

const USERS = `<clickhouse><profiles><default/></profiles><quotas><default/></quotas><users><default>
<password/><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota>
</default></users></clickhouse>`;

function serverXml({ name, tcp_ports, keeper_port }: Place, home: string): string {
  const shard = tcp_ports.map((port) => `<replica><host>127.0.0.1</host><port>${port}</port></replica>`).join("");
  return `<clickhouse>
  <users_config>${join(home, "users.xml")}</users_config>
  <listen_host>127.0.0.1</listen_host>
  <listen_host>${INTERSERVER_HOST}</listen_host>
  <max_server_memory_usage>1500000000</max_server_memory_usage>
  <logger><log>${join(home, "server.log")}</log><errorlog>${join(home, "server.err.log")}</errorlog></logger>
  <macros><shard>1</shard><replica>${name}</replica></macros>
  <remote_servers><${CLUSTER}><shard><internal_replication>true</internal_replication>${shard}</shard></${CLUSTER}></remote_servers>
  <zookeeper>
    <session_timeout_ms>8000</session_timeout_ms>
    <sessions_path>/sessions/${name}</sessions_path>
    <node><host>127.0.0.1</host><port>${keeper_port}</port></node>
  </zookeeper>
</clickhouse>`;
}
