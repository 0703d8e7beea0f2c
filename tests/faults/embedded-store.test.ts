import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openStore, type Store } from "../../pipeline/store/open-store.ts";
import { migrate } from "../../pipeline/store/schema/migrate.ts";
import { land, line } from "../land.ts";

const HOLD_STORE = fileURLToPath(new URL("./hold-store.ts", import.meta.url));
const SOON = { timeout: 30_000, interval: 50 };

let dir = "";
let store: Store;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-store-"));
  store = await openStore({ kind: "embedded", dir, role: "start", exclusive: true });
  await migrate(store.connection);
});

afterAll(async () => {
  await store.close();
  rmSync(dir, { recursive: true });
});

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

async function count(of: Store, where: string): Promise<unknown> {
  const [row] = await of.connection.json(`SELECT toUInt32(count()) AS found FROM events FINAL WHERE ${where}`);
  return Object(row).found;
}

test("tells a second process that needs the folder for itself who holds it", async () => {
  await expect(openStore({ kind: "embedded", dir, role: "start", exclusive: true })).rejects.toMatchObject({
    code: "store_locked",
    message: expect.stringMatching(`held by process ${process.pid} \\(tidemark start, since .*--data`),
  });
});

test("lets other commands use the server that runs", async () => {
  await land(store.landing, [line("attached")]);
  const other = await openStore({ kind: "embedded", dir, role: "sql", exclusive: false });
  expect(other.mode).toBe("attached");
  expect(await count(other, "event_id = 'attached'")).toBe(1);
  await other.close();
  expect(await count(store, "event_id = 'attached'")).toBe(1);
});

test("writes into the server's log what somebody should know, and not every step", async () => {
  const log = readFileSync(join(dir, "server", "server.log"), "utf8");
  expect(log.match(/<(Information|Debug|Trace|Test)> .*/)?.[0]).toBeUndefined();
  expect(log.match(/<Warning> BackgroundSchedulePool.*/)?.[0]).toBeUndefined();
  await expect(store.connection.json("SELECT throwIf(1, 'a word for the log')")).rejects.toThrow("a word for the log");
  await vi.waitFor(
    () => expect(readFileSync(join(dir, "server", "server.log"), "utf8")).toContain("a word for the log"),
    SOON,
  );
});

test("starts the server again when it is killed, with every acknowledged event", async () => {
  for (let round = 0; round < 3; round++) {
    const counts = await land(
      store.landing,
      Array.from({ length: 500 }, (_, n) => line(`killed-${round}-${n}`)),
    );
    expect(counts.accepted).toBe(500);
    const pid = store.server_pid() ?? 0;
    process.kill(pid, "SIGKILL");
    await vi.waitFor(async () => {
      expect(store.server_pid()).not.toBe(pid);
      await store.ping();
    }, SOON);
    expect(await count(store, "startsWith(event_id, 'killed-')")).toBe((round + 1) * 500);
  }
});

test.each([
  ["no process any more", { pid: 2 ** 22 - 1 }],
  ["another process that got its pid", { process_start: "1" }],
])("takes over a folder whose lock belongs to %s", async (_what, change) => {
  const own = mkdtempSync(join(tmpdir(), "tidemark-stale-"));
  const held = JSON.parse(readFileSync(join(dir, "lock.json"), "utf8"));
  writeFileSync(join(own, "lock.json"), JSON.stringify({ ...held, ...change }));
  const other = await openStore({ kind: "embedded", dir: own, role: "start", exclusive: true });
  expect(other.mode).toBe("owned");
  expect(JSON.parse(readFileSync(join(own, "lock.json"), "utf8"))).toMatchObject({ pid: process.pid });
  await other.close();
  rmSync(own, { recursive: true });
});

/** A process that holds the store on a folder. */
async function holder(own: string): Promise<{ child: ChildProcess; pid: number; server_pid: number }> {
  const child = spawn(process.execPath, ["--import", "tsx", HOLD_STORE, own], { stdio: ["ignore", "pipe", "inherit"] });
  const [answer] = await createInterface({ input: child.stdout })
    [Symbol.asyncIterator]()
    .next()
    .then(({ value }) => [value]);
  return { child, ...JSON.parse(answer) };
}

test("ends the server when the process that runs it is killed, and the folder is free at once", async () => {
  const own = mkdtempSync(join(tmpdir(), "tidemark-killed-"));
  const { child, server_pid } = await holder(own);
  expect(isGone(server_pid)).toBe(false);
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("exit", resolve));

  const next = await openStore({ kind: "embedded", dir: own, role: "sql", exclusive: false });

  expect(next.mode).toBe("owned");
  expect(await count(next, "1")).toBe(0);
  await vi.waitFor(() => expect(isGone(server_pid)).toBe(true), SOON);
  await next.close();
  rmSync(own, { recursive: true });
});
