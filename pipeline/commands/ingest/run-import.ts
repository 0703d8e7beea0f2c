import { setTimeout as sleep } from "node:timers/promises";
import type { BatchCounts, ImportRun, ImportRuns, Landing } from "../../core/ports.ts";
import { type RetryPolicy, retrying } from "../../core/retry.ts";
import type { ImportBatch } from "./import-batch.ts";

export interface ImportDeps {
  readonly landing: Landing;
  readonly runs: ImportRuns;
  readonly progress: (consumed_bytes: number, read: number) => void;
}

/** Inserts under way at once: the server works on one while the next is read and sent. */
const WRITES_UNDER_WAY = 2;
/** An embedded server that died is back in a second; a server elsewhere may take a restart's time. */
const PATIENCE: RetryPolicy = {
  max_wait_ms: 120_000,
  now_ms: Date.now,
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};

interface Pending {
  readonly batch: ImportBatch;
  readonly counts: Promise<BatchCounts>;
}

/**
 * Move batches into the store, then the cursor: a batch counts once it and all before it are acknowledged. What a
 * kill leaves between the two is sent again and counts once all the same.
 */
export async function runImport(
  deps: ImportDeps,
  start: ImportRun,
  batches: AsyncIterable<ImportBatch>,
  signal: AbortSignal,
): Promise<ImportRun> {
  const pending: Pending[] = [];
  let run = start;
  try {
    for await (const batch of batches) {
      const counts = retrying(() => batch.write(deps.landing), PATIENCE, signal).finally(batch.release);
      // The promise is awaited in order below; until then a rejection must not count as unhandled.
      counts.catch(() => undefined);
      pending.push({ batch, counts });
      while (pending.length >= WRITES_UNDER_WAY) run = await acknowledge(deps, run, pending, signal);
    }
    while (pending.length > 0) run = await acknowledge(deps, run, pending, signal);
    return run;
  } finally {
    await Promise.allSettled(pending.map(({ counts }) => counts));
  }
}

async function acknowledge(
  deps: ImportDeps,
  run: ImportRun,
  pending: Pending[],
  signal: AbortSignal,
): Promise<ImportRun> {
  const first = pending[0];
  if (!first) return run;
  const counts = await first.counts;
  pending.shift();
  const next: ImportRun = {
    ...run,
    revision: run.revision + 1,
    cursor: JSON.stringify(first.batch.cursor),
    read: run.read + counts.accepted + counts.quarantined,
    quarantined: run.quarantined + counts.quarantined,
  };
  await retrying(() => deps.runs.save(next), PATIENCE, signal);
  deps.progress(first.batch.consumed_bytes, next.read);
  return next;
}
