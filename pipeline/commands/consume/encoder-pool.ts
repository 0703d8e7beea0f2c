import { BATCH_BYTES } from "../../kafka/consume-topic.ts";
import { type RowEncoder, rowEncoder } from "../../store/landing/row-binary.ts";

/** The buffers that all topics of a process write their batches into; used again, as fresh ones wait long for the collector. */
export interface EncoderPool {
  /** A batch is full from here on. */
  readonly batch_bytes: number;
  readonly take: () => RowEncoder;
  /** Nobody reads its bytes any more. */
  readonly give: (encoder: RowEncoder) => void;
}

/** Below this an insert costs more than its rows. */
const LEAST_BATCH_BYTES = 4 * 1024 * 1024;
/** A batch is full a little after its limit, at the end of a poll. */
const SPARE_BYTES = 1024 * 1024;

/** `sharers`: how many topics share this process's memory. */
export function encoderPool(sharers: number): EncoderPool {
  const batch_bytes = Math.max(LEAST_BATCH_BYTES, Math.floor(BATCH_BYTES / Math.max(1, sharers)));
  const capacity_bytes = batch_bytes + SPARE_BYTES;
  const free: RowEncoder[] = [];
  return {
    batch_bytes,
    take: () => free.pop() ?? rowEncoder(capacity_bytes),
    give: (encoder) => {
      encoder.clear();
      // One that had to grow for large messages is not kept.
      if (encoder.capacity_bytes() === capacity_bytes) free.push(encoder);
    },
  };
}
