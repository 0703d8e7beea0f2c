import { BATCH_BYTES } from "../../kafka/consume-topic.ts";
import { certainTimes } from "../../store/landing/certain-event.ts";
import { type RowSink, rowSink } from "../../store/landing/row-sink.ts";

/** The buffers that all topics of a process write their batches into; used again, as fresh ones wait long for the collector. */
export interface SinkPool {
  /** A batch is full from here on. */
  readonly batch_bytes: number;
  /** An empty sink with room for a batch where most of it will be: mapped events become fields, common events stay lines. */
  readonly take: (mostly: "fields" | "lines") => RowSink;
  /** Nobody reads its bytes any more. */
  readonly give: (sink: RowSink) => void;
}

export interface SinkPoolOptions {
  /** How many topics share this process's memory. */
  readonly sharers: number;
  /** Older events are refused by the store; events of every age are taken where nobody says. */
  readonly keep_events_days?: number | undefined;
}

/** Below this an insert costs more than its rows. */
const LEAST_BATCH_BYTES = 4 * 1024 * 1024;
/** A batch is full a little after its limit, at the end of a poll. */
const SPARE_BYTES = 1024 * 1024;

export function sinkPool({ sharers, keep_events_days }: SinkPoolOptions): SinkPool {
  const batch_bytes = Math.max(LEAST_BATCH_BYTES, Math.floor(BATCH_BYTES / Math.max(1, sharers)));
  const capacity_bytes = batch_bytes + SPARE_BYTES;
  const free: Buffer[] = [];
  return {
    batch_bytes,
    take: (mostly) => {
      const room = free.pop() ?? Buffer.allocUnsafeSlow(capacity_bytes);
      const times = certainTimes(Date.now(), keep_events_days);
      return rowSink(times, { [mostly]: room });
    },
    give: (sink) => {
      const { fields, lines } = sink.rows();
      // One that had to grow for large messages is not kept.
      for (const { buffer } of [fields, lines])
        if (buffer.byteLength === capacity_bytes) free.push(Buffer.from(buffer));
    },
  };
}
