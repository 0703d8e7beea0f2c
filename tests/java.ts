import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";

const CACHE = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "tidemark");

export function isThere(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" }).status === 0;
}

/** The folder of a program's jars with all they need, filled out of Maven the first time. Only a whole one gets the name; of two at once, the first does. */
export function jarsOf(name: string, artifacts: readonly string[]): string {
  const jars = join(CACHE, name);
  if (existsSync(jars)) return jars;
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, "jars-draft-"));
  writeFileSync(join(draft, "pom.xml"), pomOf(artifacts));
  const words = ["-q", "-B", "dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=jars"];
  run("mvn", words, draft);
  try {
    renameSync(join(draft, "jars"), jars);
  } catch (error) {
    if (!existsSync(jars)) throw error;
  }
  rmSync(draft, { recursive: true });
  return jars;
}

function pomOf(artifacts: readonly string[]): string {
  const dependencies = artifacts.map((artifact) => {
    const [group, id, version] = artifact.split(":");
    return `<dependency><groupId>${group}</groupId><artifactId>${id}</artifactId><version>${version}</version></dependency>`;
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>tests</groupId><artifactId>jars</artifactId><version>1</version>
<dependencies>${dependencies.join("")}</dependencies>
</project>`;
}

/** Java under a shell that kills it when our end of its standard input goes, however we end. */
export function startJava(words: readonly string[]): ChildProcess {
  const script = 'java "$@" </dev/null >/dev/null 2>&1 & broker=$!; cat >/dev/null; kill -9 $broker; wait $broker';
  return spawn("sh", ["-c", script, "sh", ...words], { stdio: ["pipe", "ignore", "ignore"] });
}

export async function killJava(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once("close", resolve));
  child.stdin?.end();
  await ended;
}

export function run(program: string, words: readonly string[], cwd: string): void {
  const done = spawnSync(program, words, { cwd, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${program} failed: ${done.stdout}${done.stderr}`);
}

/** Ports that nobody listens on now; all are held until the last one is found, so that they differ. */
export async function freePorts(count: number): Promise<readonly number[]> {
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
