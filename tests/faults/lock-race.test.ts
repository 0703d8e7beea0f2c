import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const SCRIPT = fileURLToPath(new URL("./take-locks.ts", import.meta.url));
const PROCESSES = 4;
const ROUNDS = 600;
/** The processes are up and waiting by then. */
const START_DELAY_MS = 3_000;

/** A lock that nobody holds any more: no process has the largest pid there can be. */
const STALE = JSON.stringify({
  pid: 2 ** 22 - 1,
  process_start: "1",
  started_at: "2026-01-01T00:00:00Z",
  role: "start",
  url: "http://127.0.0.1:1",
  tcp_port: 1,
  user: "",
  password: "",
  reader_user: "",
  reader_password: "",
});

test("lets just one of many processes take a folder, be it free, held by a dead one, or half written", async () => {
  const dir = mkdtempSync(join(tmpdir(), "tidemark-locks-"));
  for (let round = 0; round < ROUNDS; round++) {
    mkdirSync(join(dir, String(round)));
    const left = ["", STALE, STALE, STALE.slice(0, 20)][round % 4];
    if (left) writeFileSync(join(dir, String(round), "lock.json"), left);
  }
  const start_ms = String(Date.now() + START_DELAY_MS);
  const args = ["--import", "tsx", SCRIPT, dir, String(ROUNDS), start_ms];
  const children = Array.from({ length: PROCESSES }, () =>
    spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] }),
  );
  const won: unknown[] = [];
  for (const child of children) {
    for await (const line of createInterface({ input: child.stdout })) {
      won.push(...JSON.parse(line));
      break;
    }
  }
  for (const child of children) child.stdin.end();

  expect(won.sort((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: ROUNDS }, (_, round) => round));
  for (let round = 0; round < ROUNDS; round++)
    expect(readdirSync(join(dir, String(round)))).toEqual([expect.stringMatching(/^claim\.\d+$/), "lock.json"]);
  rmSync(dir, { recursive: true });
});
