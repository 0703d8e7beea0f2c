/** Addresses `first` to `last`, both included, and what is known of them. */
export interface AddressRange {
  readonly first: bigint;
  readonly last: bigint;
  readonly value: string;
}

export interface DisjointRanges {
  /** Take the next range, in order of `first`; answers the pieces that nothing later can change. */
  readonly add: (range: AddressRange) => readonly AddressRange[];
  /** The pieces that are left. */
  readonly end: () => readonly AddressRange[];
}

/**
 * Ranges that may lie in or across each other, cut into pieces that do not: an address belongs to the narrowest range
 * around it, of two as narrow to the first. (Registries list a customer's block inside of the provider's.)
 */
export function disjointRanges(): DisjointRanges {
  let open: readonly AddressRange[] = [];
  let next = 0n;
  const upTo = (limit: bigint): readonly AddressRange[] => {
    const pieces: AddressRange[] = [];
    while (next < limit) {
      const narrowest = narrowestOf(open);
      if (!narrowest) break;
      const last = narrowest.last < limit ? narrowest.last : limit - 1n;
      pieces.push({ first: next, last, value: narrowest.value });
      next = last + 1n;
      open = open.filter((range) => range.last >= next);
    }
    return pieces;
  };
  return {
    add: (range) => {
      const pieces = upTo(range.first);
      next = range.first;
      open = [...open, range];
      return pieces;
    },
    end: () => upTo(open.reduce((end, { last }) => (last >= end ? last + 1n : end), 0n)),
  };
}

function narrowestOf(ranges: readonly AddressRange[]): AddressRange | undefined {
  const [only, ...others] = ranges;
  if (!only) return undefined;
  return others.reduce((best, range) => (range.last - range.first < best.last - best.first ? range : best), only);
}
