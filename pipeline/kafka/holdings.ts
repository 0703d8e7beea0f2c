import type { Offsets } from "./topic-reader.ts";

/**
 * A partition while it is ours. One that was given up and came back is another holding, so that what was read under the
 * old one is never committed under the new one.
 */
export interface Holding {
  readonly partition: number;
  /** The offset behind the last message of which all before it, and itself, are stored; none before the first. */
  stored: number | undefined;
  committed: number | undefined;
}

export interface Holdings {
  readonly take: (partitions: readonly number[]) => void;
  readonly drop: (partitions: readonly number[]) => void;
  readonly of: (partition: number) => Holding | undefined;
  readonly partitions: () => readonly number[];
  /** Everything up to this offset is stored. Says nothing where the holding is not ours any more. */
  readonly advance: (holding: Holding, offset: number) => void;
  readonly stored: () => Offsets;
  /** What is stored and not committed yet. */
  readonly uncommitted: () => Offsets;
  readonly markCommitted: (offsets: Offsets) => void;
}

/** Which partitions are ours and how far each has come. */
export function createHoldings(): Holdings {
  const held = new Map<number, Holding>();
  return {
    take: (partitions) => {
      for (const partition of partitions) held.set(partition, { partition, stored: undefined, committed: undefined });
    },
    drop: (partitions) => {
      for (const partition of partitions) held.delete(partition);
    },
    of: (partition) => held.get(partition),
    partitions: () => [...held.keys()],
    advance: (holding, offset) => {
      if (held.get(holding.partition) === holding) holding.stored = Math.max(offset, holding.stored ?? 0);
    },
    stored: () => storedOf([...held.values()]),
    uncommitted: () => storedOf([...held.values()].filter(({ stored, committed }) => stored !== committed)),
    markCommitted: (offsets) => {
      for (const [partition, offset] of offsets) {
        const holding = held.get(partition);
        if (holding) holding.committed = offset;
      }
    },
  };
}

function storedOf(holdings: readonly Holding[]): Offsets {
  const offsets = new Map<number, number>();
  for (const { partition, stored } of holdings) if (stored !== undefined) offsets.set(partition, stored);
  return offsets;
}
