import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openEmptyStore } from "../../tests/test-store.ts";
import { oneAtATime } from "./one-at-a-time.ts";

const { connection } = await openEmptyStore();
const HOLDER = fileURLToPath(new URL("../../tests/faults/hold-turn.ts", import.meta.url));
/** Longer than it takes those who wait to try again, twice over: if one of them could come in, it would. */
const WORK_MS = 300;
/** So many that the last ones wait while others give the turn on to each other. */
const TURNS = [1, 2, 3, 4, 5, 6];

test("does one thing after another, and gives back what each answers", async () => {
  let inside = 0;
  let most = 0;
  const work = async (n: number): Promise<number> => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(WORK_MS);
    inside -= 1;
    return n;
  };
  const turns = TURNS.map((n) => oneAtATime(connection, "turns", () => work(n)));
  expect(await Promise.all(turns)).toEqual(TURNS);
  expect(most).toBe(1);
});

test("gives the turn on after a failure", async () => {
  const failed = oneAtATime(connection, "failing", () => Promise.reject(new Error("no")));
  await expect(failed).rejects.toThrow("no");
  expect(await oneAtATime(connection, "failing", async () => "next")).toBe("next");
});

test("gives the turn on when its holder is killed", async () => {
  const words = ["--import", "tsx", HOLDER, JSON.stringify(connection.endpoint), "killed"];
  const holder = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  await once(holder.stdout, "data");
  holder.kill("SIGKILL");
  expect(await oneAtATime(connection, "killed", async () => "next")).toBe("next");
});
