import { expect, test } from "vitest";
import { AppError } from "./errors.ts";
import { type RetryPolicy, retrying } from "./retry.ts";

const passing = new AppError("store_unavailable", "down");

/** A clock that only sleeping moves. */
function policyOf(max_wait_ms: number): { readonly policy: RetryPolicy; readonly pauses: readonly number[] } {
  const pauses: number[] = [];
  let now = 0;
  const sleep = async (ms: number): Promise<void> => {
    pauses.push(ms);
    now += ms;
  };
  return { policy: { max_wait_ms, sleep, now_ms: () => now }, pauses };
}

/** A call that fails so often, then answers. */
function failing(times: number, error: unknown): () => Promise<string> {
  let left = times;
  return async () => {
    if (left-- > 0) throw error;
    return "done";
  };
}

const never = new AbortController().signal;

test("does it again with longer and longer pauses until it works", async () => {
  const { policy, pauses } = policyOf(60_000);
  expect(await retrying(failing(8, passing), policy, never)).toBe("done");
  expect(pauses).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
});

test("gives up within its time with the last error", async () => {
  const { policy, pauses } = policyOf(1_000);
  await expect(retrying(failing(99, passing), policy, never)).rejects.toBe(passing);
  expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(1_000);
});

test.each([
  ["trouble that does not pass", new AppError("store_refused", "no such column")],
  ["a bug", new TypeError("undefined is not a function")],
])("does not repeat %s", async (_what, error) => {
  const { policy, pauses } = policyOf(60_000);
  await expect(retrying(failing(1, error), policy, never)).rejects.toBe(error);
  expect(pauses).toEqual([]);
});

test("does not repeat once it is told to stop", async () => {
  const { policy, pauses } = policyOf(60_000);
  await expect(retrying(failing(1, passing), policy, AbortSignal.abort())).rejects.toBe(passing);
  expect(pauses).toEqual([]);
});
