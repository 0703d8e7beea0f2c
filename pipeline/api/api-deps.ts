import type { FastifyBaseLogger } from "fastify";
import type { Registry } from "prom-client";
import type { Clock, Landing, QueryReader } from "../core/ports.ts";

export type Readiness = { readonly kind: "ready" } | { readonly kind: "not_ready"; readonly reason: string };

/** Everything the API uses. It reads through `reader`, writes through `landing` and reaches for nothing else. */
export interface ApiDeps {
  readonly reader: QueryReader;
  readonly landing: Landing;
  readonly clock: Clock;
  /** The process's registry; the API adds its own metrics to it and shows all of it at /metrics. */
  readonly registry: Registry;
  /** Whether the process wants requests (migrated, not stopping). That the store answers, the API finds out itself. */
  readonly ready: () => Promise<Readiness>;
  /** Unique for each start of the process: request ids, and so places in quarantine, begin with it. */
  readonly run_id: string;
  readonly version: string;
  readonly logger: FastifyBaseLogger;
}
