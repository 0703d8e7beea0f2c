import { AppError } from "./errors.ts";

export interface RetryPolicy {
  /** Give up when the trouble lasts longer than this. */
  readonly max_wait_ms: number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly now_ms: () => number;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** Do it again while the trouble is of the kind that passes, with pauses that double. The last error leaves as it is. */
export async function retrying<T>(call: () => Promise<T>, policy: RetryPolicy, signal: AbortSignal): Promise<T> {
  const deadline = policy.now_ms() + policy.max_wait_ms;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await call();
    } catch (error) {
      const passes = error instanceof AppError && error.retryable;
      if (!passes || signal.aborted || policy.now_ms() + pause > deadline) throw error;
    }
    await policy.sleep(pause, signal);
  }
}
