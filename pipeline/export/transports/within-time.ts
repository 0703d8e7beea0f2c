/**
 * Do something that listens to a signal, for so long at most. (Not AbortSignal.any over AbortSignal.timeout: while nothing
 * else holds those two, Node 20 may collect them, and the time never ends.)
 */
export async function withinTime<T>(
  limit_ms: number,
  signal: AbortSignal,
  work: (limit: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new Error(`no answer within ${limit_ms} ms`)), limit_ms);
  const stop = (): void => limit.abort(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await work(limit.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}
