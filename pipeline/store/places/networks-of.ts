/** A network in CIDR terms: `bits` of its address are fixed. IPv4 stands in its mapped form, ::ffff:a.b.c.d. */
export interface Network {
  readonly address: bigint;
  readonly bits: number;
}

const ADDRESS_BITS = 128;
const BITS_OF_SIZE: ReadonlyMap<bigint, number> = new Map(
  Array.from({ length: ADDRESS_BITS + 1 }, (_, bits) => [1n << BigInt(ADDRESS_BITS - bits), bits]),
);

/** The fewest networks that together hold the addresses from `first` to `last`, both included, in order. */
export function networksOf(first: bigint, last: bigint): readonly Network[] {
  const networks: Network[] = [];
  let address = first;
  while (address <= last) {
    const size = largestBlock(address, last - address + 1n);
    networks.push({ address, bits: BITS_OF_SIZE.get(size) ?? ADDRESS_BITS });
    address += size;
  }
  return networks;
}

/** The largest power of two that divides `address` and fits into `room`. */
function largestBlock(address: bigint, room: bigint): bigint {
  // Most ranges are one network: then the room itself is the answer.
  if ((room & (room - 1n)) === 0n && (address & (room - 1n)) === 0n) return room;
  let size = address === 0n ? 1n << BigInt(ADDRESS_BITS) : address & -address;
  while (size > room) size >>= 1n;
  return size;
}
