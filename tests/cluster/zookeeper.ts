import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts, jarsOf, killJava, startJava } from "../java.ts";

/** What the server needs beside it does not come with it. */
const ARTIFACTS = [
  "org.apache.zookeeper:zookeeper:3.9.4",
  "io.dropwizard.metrics:metrics-core:4.1.12.1",
  "org.xerial.snappy:snappy-java:1.1.10.5",
];
const MAIN = "org.apache.zookeeper.server.ZooKeeperServerMain";
const START_MS = 60_000;

/** A real ZooKeeper, whose protocol ClickHouse's Keeper speaks. */
export async function startZooKeeper(): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  const jars = jarsOf("zookeeper-3.9.4", ARTIFACTS);
  const dir = mkdtempSync(join(tmpdir(), "tidemark-zookeeper-"));
  const [port = 0] = await freePorts(1);
  const config = join(dir, "zoo.cfg");
  writeFileSync(
    config,
    `tickTime=3000\ndataDir=${dir}\nclientPort=${port}\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\n`,
  );
  // It need not outlive the machine, and hundreds of tables are made in it.
  const child = startJava(["-Xmx256m", "-Dzookeeper.forceSync=no", "-cp", join(jars, "*"), MAIN, config]);
  const deadline = Date.now() + START_MS;
  while (!(await listens(port))) {
    if (Date.now() > deadline) throw new Error("ZooKeeper did not come up");
    await sleep(50);
  }
  return {
    port,
    stop: async () => {
      await killJava(child);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const answer = (up: boolean) => () => {
      socket.destroy();
      resolve(up);
    };
    socket.once("connect", answer(true)).once("error", answer(false));
  });
}
