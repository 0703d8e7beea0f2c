import { setTimeout as sleep } from "node:timers/promises";
import type { Destination } from "../../pipeline/export/destination.ts";
import { createOutbox } from "../../pipeline/export/outbox/outbox.ts";
import { runDestination, type Trouble } from "../../pipeline/export/outbox/run-destination.ts";
import { readDestinations } from "../../pipeline/export/settings/read-destinations.ts";
import type { TransportDeps } from "../../pipeline/export/settings/transport-kind.ts";
import { openRecordTopic } from "../../pipeline/kafka/record-topic.ts";
import type { Store } from "../../pipeline/store/open-store.ts";

/** Asking costs the store as much as a page does. */
const LOOK_MS = 300;
const ORIGIN = { version: "0.1.0", console_url: undefined };

/** Destinations as a configuration says them; a topic of Kafka is reached without a sign-in. */
export function destinationsOf(
  destinations: readonly Readonly<Record<string, unknown>>[],
  environment: TransportDeps["environment"] = {},
): readonly Destination[] {
  const openTopic: TransportDeps["openTopic"] = ({ brokers = "", topic }, setting) => {
    const none = {
      dead_letter_topic: undefined,
      group: undefined,
      instance: undefined,
      tls: undefined,
      sasl: undefined,
    };
    return openRecordTopic({ brokers, topics: [], session_timeout_ms: 0, ...none }, topic, setting);
  };
  const read = readDestinations(JSON.stringify({ destinations }), { environment, hostname: "tests", openTopic });
  if ("faults" in read) throw new Error(read.faults.join("\n"));
  return read.destinations;
}

export interface Deliveries {
  /** What went wrong, by destination. */
  readonly troubles: readonly (Trouble & { readonly destination: string })[];
  /** Resolves when nothing is due anywhere. */
  readonly untilEmpty: (timeout_ms: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Deliver what is raised from now on, as the service does. */
export async function startDeliveries(
  store: Pick<Store, "reader" | "writer">,
  destinations: readonly Destination[],
): Promise<Deliveries> {
  const stop = new AbortController();
  const troubles: (Trouble & { readonly destination: string })[] = [];
  const deps = {
    ...{ reader: store.reader, writer: store.writer, origin: ORIGIN },
    clock: { now_ms: Date.now },
    meter: { attempted: () => undefined, lag: () => undefined },
    random: Math.random,
    pause: (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => undefined),
    say: (destination: string, trouble: Trouble) => troubles.push({ destination, ...trouble }),
  };
  const outboxes = destinations.map(({ name, filter }) => createOutbox(deps, name, filter));
  for (const outbox of outboxes) await outbox.next();
  const running = destinations.map((destination) =>
    runDestination(deps, destination, { until_empty: false }, stop.signal),
  );
  return {
    troubles,
    untilEmpty: async (timeout_ms) => {
      const deadline = Date.now() + timeout_ms;
      for (;;) {
        const lags = await Promise.all(outboxes.map((outbox) => outbox.lag()));
        if (lags.every(({ due }) => due === 0)) return;
        const left = destinations.map(({ name }, n) => `${name}: ${lags[n]?.due}`).join(", ");
        if (Date.now() > deadline) throw new Error(`still due: ${left}; ${JSON.stringify(troubles.slice(-5))}`);
        await sleep(LOOK_MS);
      }
    },
    stop: async () => {
      stop.abort();
      await Promise.all(running);
      await Promise.all(destinations.map(({ transport }) => transport.close()));
    },
  };
}
