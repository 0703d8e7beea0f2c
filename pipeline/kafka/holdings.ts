import type { Offsets } from "./topic-reader.ts";

/**
 * A partition while it is ours. One that was given up and came back is another holding, so that what was read under the
 * old one is never committed under the new one.
 */
export interface Holding {
  readonly partition: number;
  /** The offset behind the last message of which all before it, and itself, are stored; none before the first. */
  stored: number | undefined;
  /** What the broker took; it refuses commits that fall into a rebalance. */
  committed: number | undefined;
  /** The offset behind the last message that was handed over. */
  read: number;
  asked: { readonly offset: number; readonly at_ms: number } | undefined;
}

export interface Holdings {
  readonly take: (partitions: readonly number[]) => void;
  readonly drop: (partitions: readonly number[]) => void;
  readonly of: (partition: number) => Holding | undefined;
  /**
   * The holding of a message that was read. Offsets go back where a topic was made anew or lost its end: what was read
   * before says nothing of the messages that stand there now, so that the partition is another holding from here on.
   */
  readonly reading: (partition: number, offset: number) => Holding | undefined;
  readonly partitions: () => readonly number[];
  /** Everything up to this offset is stored. Says nothing where the holding is not ours any more. */
  readonly advance: (holding: Holding, offset: number) => void;
  readonly stored: () => Offsets;
  /** What is stored and, as far as we know, not committed. */
  readonly uncommitted: () => Offsets;
  /** Of that, what is to be asked for now. The same offset is asked for again after a while. */
  readonly toCommit: (now_ms: number) => Offsets;
  readonly markCommitted: (offsets: Offsets) => void;
}

/** The broker answers in milliseconds; a rebalance takes about this long. */
const ASK_AGAIN_MS = 500;

/** Which partitions are ours and how far each has come. */
export function createHoldings(): Holdings {
  const held = new Map<number, Holding>();
  return {
    take: (partitions) => {
      for (const partition of partitions) held.set(partition, newHolding(partition));
    },
    drop: (partitions) => {
      for (const partition of partitions) held.delete(partition);
    },
    of: (partition) => held.get(partition),
    reading: (partition, offset) => {
      let holding = held.get(partition);
      if (holding === undefined) return undefined;
      if (offset < holding.read) {
        holding = newHolding(partition);
        held.set(partition, holding);
      }
      holding.read = offset + 1;
      return holding;
    },
    partitions: () => [...held.keys()],
    advance: (holding, offset) => {
      if (held.get(holding.partition) === holding) holding.stored = Math.max(offset, holding.stored ?? 0);
    },
    stored: () => storedOf([...held.values()]),
    uncommitted: () => storedOf([...held.values()].filter(isUncommitted)),
    toCommit: (now_ms) => {
      const due = [...held.values()].filter((holding) => isDue(holding, now_ms));
      for (const holding of due)
        if (holding.stored !== undefined) holding.asked = { offset: holding.stored, at_ms: now_ms };
      return storedOf(due);
    },
    markCommitted: (offsets) => {
      for (const [partition, offset] of offsets) {
        const holding = held.get(partition);
        if (holding) holding.committed = offset;
      }
    },
  };
}

function newHolding(partition: number): Holding {
  return { partition, stored: undefined, committed: undefined, read: 0, asked: undefined };
}

function isUncommitted({ stored, committed }: Holding): boolean {
  return stored !== committed;
}

function isDue(holding: Holding, now_ms: number): boolean {
  const { stored, asked } = holding;
  if (!isUncommitted(holding)) return false;
  return asked === undefined || asked.offset !== stored || now_ms - asked.at_ms >= ASK_AGAIN_MS;
}

function storedOf(holdings: readonly Holding[]): Offsets {
  const offsets = new Map<number, number>();
  for (const { partition, stored } of holdings) if (stored !== undefined) offsets.set(partition, stored);
  return offsets;
}
