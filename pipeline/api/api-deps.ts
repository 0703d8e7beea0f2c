import type { FastifyBaseLogger } from "fastify";
import type { Registry } from "prom-client";
import type { Actions } from "../core/actions.ts";
import type { AlertChanges, Annotations, Policies, Tuning } from "../core/change-ports.ts";
import type { Feed } from "../core/feed.ts";
import type { PolicyWork } from "../core/policy-work.ts";
import type { Clock, IngestMeter, Landing, QueryReader } from "../core/ports.ts";
import type { WindowFeedback } from "../core/window-feedback.ts";
import type { Access } from "./access.ts";
import type { IntakeLimits } from "./ingest/intake.ts";

/** How many Kafka topics are in which state; missing where none are read. */
export interface TopicCounts {
  readonly starting: number;
  readonly reading: number;
  readonly suspect: number;
  readonly failing: number;
}

export type Readiness =
  | { readonly kind: "ready"; readonly topics?: TopicCounts | undefined }
  | { readonly kind: "not_ready"; readonly reason: string };

/** Everything the API uses. It reads through `reader`, writes through its other ports, and reaches for nothing else. */
export interface ApiDeps {
  readonly reader: QueryReader;
  readonly landing: Landing;
  readonly alerts: AlertChanges;
  readonly tuning: Tuning;
  readonly feedback: WindowFeedback;
  readonly annotations: Annotations;
  readonly policies: Policies;
  readonly policy_work: PolicyWork;
  readonly actions: Actions;
  readonly clock: Clock;
  readonly access: Access;
  /** Feeds that are mapped, by the name that stands in the address. */
  readonly feeds: Readonly<Record<string, Feed>>;
  readonly intake: IntakeLimits;
  /** Counts what goes in, by feed. */
  readonly meter: IngestMeter;
  /** The process's registry; the API adds its own metrics to it and shows all of it at /metrics. */
  readonly registry: Registry;
  /** Whether the process wants requests (migrated, not stopping). That the store answers, the API finds out itself. */
  readonly ready: () => Promise<Readiness>;
  /** Unique for each start of the process: request ids, and so places in quarantine, begin with it. */
  readonly run_id: string;
  readonly version: string;
  readonly logger: FastifyBaseLogger;
}
