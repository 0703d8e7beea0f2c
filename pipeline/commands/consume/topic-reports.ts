import { AppError } from "../../core/errors.ts";
import type { BatchCounts, ImportRun, ImportRuns } from "../../core/ports.ts";
import type { PartitionLag } from "../../kafka/topic-lag.ts";
import type { TopicRun } from "./run-topic.ts";

/** Keeps in the store how far a topic is, for whoever asks it without knowing the settings of the service. */
export interface TopicReports {
  readonly stored: (counts: BatchCounts) => void;
  readonly lag: (partitions: readonly PartitionLag[]) => Promise<void>;
}

/** Often enough for a person, and a row an hour would be merged away all the same. */
const REPORT_MS = 60_000;

export function topicReports(
  runs: Pick<ImportRuns, "save">,
  { topic, source, tenant, run_id }: TopicRun,
  { group, owner, now_ms }: { readonly group: string; readonly owner: string; readonly now_ms: () => number },
): TopicReports {
  let read = 0;
  let quarantined = 0;
  let stored_at_ms: number | null = null;
  let reported_at_ms = Number.NEGATIVE_INFINITY;
  let revision = 0;
  const started_at = now_ms();
  const run = (partitions: readonly PartitionLag[]): ImportRun => ({
    run_key: `topic ${topic} of group ${group}`,
    run_id,
    source,
    tenant,
    started_at,
    revision,
    cursor: JSON.stringify({ topic, group, reported_at_ms, stored_at_ms, partitions }),
    read,
    quarantined,
    done: false,
    owner,
  });
  return {
    stored: (counts) => {
      read += counts.accepted + counts.quarantined;
      quarantined += counts.quarantined;
      stored_at_ms = now_ms();
    },
    lag: async (partitions) => {
      if (now_ms() - reported_at_ms < REPORT_MS) return;
      reported_at_ms = now_ms();
      revision += 1;
      await runs.save(run(partitions)).catch(ignoreTrouble);
    },
  };
}

/** A store that is away says so itself, where events wait for it; the next report makes up for this one. */
function ignoreTrouble(error: unknown): void {
  if (!(error instanceof AppError)) throw error;
}
