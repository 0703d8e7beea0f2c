import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { IngestMeter } from "../../core/ports.ts";
import type { KafkaSettings } from "../../kafka/kafka-settings.ts";
import type { LandingLimits } from "../../store/landing/landing.ts";
import type { Store } from "../../store/open-store.ts";
import { patienceOf } from "./consume.ts";
import { sharedLetters } from "./shared-letters.ts";
import { sinkPool } from "./sink-pool.ts";
import { superviseTopics } from "./supervise-topics.ts";
import { type TopicStates, watchTopics } from "./topic-watch.ts";

export interface ServeTopicsDeps {
  readonly store: Store;
  readonly limits: LandingLimits | undefined;
  readonly meter: IngestMeter;
  readonly logger: Logger;
  readonly registry: Registry;
}

export interface ServedTopics {
  /** Reads until the signal. Rejects only for a bug. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  readonly states: () => TopicStates;
}

/** The topics of the settings inside the service; none where the settings name none. */
export function serveTopics(deps: ServeTopicsDeps, settings: KafkaSettings | undefined): ServedTopics | undefined {
  if (!settings || settings.topics.length === 0) return undefined;
  const { store, meter, limits } = deps;
  const { landing, reader, runs } = store;
  const watch = watchTopics(deps, settings.topics);
  const { dead_letter_topic } = settings;
  const letters = dead_letter_topic === undefined ? undefined : sharedLetters(settings, dead_letter_topic);
  const patience = patienceOf({ until_end: false });
  const sinks = sinkPool({ sharers: settings.topics.length, ...limits });
  const work = { settings, letters, watch, sinks, landing, reader, patience, meter, runs };
  return { run: (signal) => superviseTopics(work, signal), states: watch.states };
}
