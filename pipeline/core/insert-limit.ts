/**
 * Longest time an insert into the landing may run, in seconds. The settling pass of the rollups waits longer than this
 * before it trusts that all events received up to a moment are visible.
 */
export const INSERT_MAX_SECONDS = 120;

/** No insert of an older moment can still be running; a quarter more is for a server that is slow to notice its limit. */
export const SETTLE_DELAY_MS = INSERT_MAX_SECONDS * 1_250;

/**
 * Where a job goes on that has come to `until_ms` by the server's clock. Progress ahead of that clock was saved before it
 * was set back: what came in since is not done, nor what an insert under way then brings.
 */
export function resumedFrom(until_ms: number, now_ms: number): number {
  return until_ms > now_ms ? now_ms - SETTLE_DELAY_MS : until_ms;
}
