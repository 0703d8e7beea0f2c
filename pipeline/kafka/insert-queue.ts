import type { Holding, Holdings } from "./holdings.ts";
import type { KafkaMessage } from "./topic-reader.ts";

/** Messages on their way into one insert. */
export interface MessageBatch {
  readonly add: (message: KafkaMessage) => void;
  readonly rows: () => number;
  readonly size_bytes: () => number;
  /** Once. Resolves only after the store acknowledged; keeps trying while that makes sense. */
  readonly write: () => Promise<void>;
}

/** A batch being filled, and how far each partition is read when it is stored. */
export interface Draft {
  readonly batch: MessageBatch;
  readonly offsets: Map<Holding, number>;
  readonly begun_at_ms: number;
}

/** Inserts under way, oldest first. */
export interface InsertQueue {
  readonly size: () => number;
  readonly push: (draft: Draft) => void;
  /** Resolves when the oldest insert has come to an end, good or bad. */
  readonly oldest: () => Promise<void>;
  /**
   * Count what is done: a partition advances over an insert only when all inserts before it are acknowledged. Answers
   * what the oldest one failed with; nothing from there on counts.
   */
  readonly collect: () => InsertFailure | undefined;
  /** Wait for all of them, and never fail: `collect` says what came of them. */
  readonly settled: () => Promise<void>;
}

export interface InsertFailure {
  readonly kind: "failed";
  readonly error: unknown;
}

type Outcome = { readonly kind: "stored" } | InsertFailure;

interface Insert {
  readonly offsets: ReadonlyMap<Holding, number>;
  readonly ended: Promise<void>;
  readonly outcome: () => Outcome | undefined;
}

export function createInsertQueue(holdings: Holdings): InsertQueue {
  const inserts: Insert[] = [];
  return {
    size: () => inserts.length,
    push: ({ batch, offsets }) => {
      inserts.push({ offsets, ...watched(batch.write()) });
    },
    oldest: async () => inserts[0]?.ended,
    collect: () => {
      for (let outcome = inserts[0]?.outcome(); outcome; outcome = inserts[0]?.outcome()) {
        if (outcome.kind === "failed") return outcome;
        for (const [holding, offset] of inserts.shift()?.offsets ?? []) holdings.advance(holding, offset);
      }
      return undefined;
    },
    settled: async () => {
      await Promise.all(inserts.map(({ ended }) => ended));
    },
  };
}

/** The end of a promise as something to look at: a failure waits until its turn comes. */
function watched(work: Promise<void>): Pick<Insert, "ended" | "outcome"> {
  let outcome: Outcome | undefined;
  const ended = work.then(
    () => {
      outcome = { kind: "stored" };
    },
    (error: unknown) => {
      outcome = { kind: "failed", error };
    },
  );
  return { ended, outcome: () => outcome };
}
