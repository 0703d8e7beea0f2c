import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addressOf, documentOf, type Running, startTidemark, tidemark } from "../tidemark-process.ts";

/** The aim of the design: the service drains and stops within this. */
const STOP_MS = 10_000;
const POLL_MS = 50;
const NDJSON = { "content-type": "application/x-ndjson" };

const state: { dir: string; service?: Running; url: string } = { dir: "", url: "" };

beforeAll(async () => {
  state.dir = await mkdtemp(join(tmpdir(), "tidemark-service-"));
  state.service = startTidemark(["start", "--data", state.dir], { env: { TIDEMARK_PORT: "0" } });
  state.url = await addressOf(state.service);
});

afterAll(async () => {
  state.service?.child.kill("SIGKILL");
  await rm(state.dir, { recursive: true, force: true });
});

test("events sent over HTTP are seen in the usage of their app without anybody asking", async () => {
  const answer = await send(["a1", "a2", "a3"]);
  expect(await answer.json()).toEqual({ read: 3, accepted: 3, quarantined: 0 });
  const usage = await until(async () => {
    const found = await fetch(`${state.url}/v1/apps/backup/usage?from=2026-10-05&to=2026-10-06`);
    const body: unknown = await found.json();
    return found.status === 200 && JSON.stringify(body).includes('"calls":3') ? body : undefined;
  });
  expect(usage).toMatchObject({ app_id: "backup" });
});

test("another command uses the running service's store, and a second service is told who holds it", async () => {
  const count = await tidemark([
    "sql",
    "SELECT toUInt32(count()) AS n FROM events FINAL",
    "--data",
    state.dir,
    "--json",
  ]);
  expect(documentOf(count)).toEqual([{ n: 3 }]);
  const second = await tidemark(["start", "--data", state.dir], { env: { TIDEMARK_PORT: "0" } });
  expect(second.code).toBe(1);
  expect(second.err).toContain(`held by process ${state.service?.child.pid}`);
});

// Its process id is read from /proc.
test.runIf(process.platform === "linux")(
  "the service takes events again after its ClickHouse was killed, and none is lost or doubled",
  async () => {
    process.kill(await serverPid(), "SIGKILL");
    await until(async () => ((await send(["b1", "a1"])).status === 200 ? true : undefined));
    const count = await tidemark([
      "sql",
      "SELECT toUInt32(count()) AS n FROM events FINAL",
      "--data",
      state.dir,
      "--json",
    ]);
    expect(documentOf(count)).toEqual([{ n: 4 }]);
  },
);

test("SIGTERM stops the service in order within ten seconds", async () => {
  const started = Date.now();
  state.service?.child.kill("SIGTERM");
  const ended = await state.service?.ended;
  expect(ended?.code).toBe(0);
  expect(Date.now() - started).toBeLessThan(STOP_MS);
  expect(ended?.err).not.toMatch(/Warning/);
});

function send(ids: readonly string[]): Promise<Response> {
  const lines = ids.map((id) =>
    JSON.stringify({ event_id: id, kind: "api_call", at: "2026-10-05T08:15:02Z", app_id: "backup" }),
  );
  return fetch(`${state.url}/v1/events`, { method: "POST", headers: NDJSON, body: lines.join("\n") });
}

/** The server is the one child of the service's process. */
async function serverPid(): Promise<number> {
  const pid = state.service?.child.pid;
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  return Number(children.trim().split(" ")[0]);
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(POLL_MS);
  }
}
