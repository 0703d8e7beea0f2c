import { Gauge, type Registry } from "prom-client";
import { newestEvents } from "../../../queries/feeds/newest-events.ts";
import { rollupState } from "../../../queries/rollup/state.ts";
import type { Clock, QueryReader } from "../../core/ports.ts";

export interface StoreMetrics {
  /** Ask the store once; scrapes in between show ages that go on growing. */
  readonly look: () => Promise<void>;
  /** All that was marked up to this moment is in the usage tables. */
  readonly refreshed: (at_ms: number) => void;
}

export interface StoreMetricsDeps {
  readonly reader: QueryReader;
  readonly clock: Clock;
  readonly registry: Registry;
}

const MS_A_SECOND = 1_000;

/** Ages of what is in the store: of the newest event of each feed, and of what the usage tables hold. */
export function createStoreMetrics({ reader, clock, registry }: StoreMetricsDeps): StoreMetrics {
  const newest_ms = new Map<string, number>();
  const moments: { refreshed_ms?: number; settled_ms?: number } = {};
  const age = (moment_ms: number): number => Math.max(0, clock.now_ms() - moment_ms) / MS_A_SECOND;
  agesGauge(registry, newest_ms, age);
  ageGauge(registry, {
    name: "tidemark_rollup_lag_seconds",
    help: "Age of the moment up to which all marked minutes are in the usage tables.",
    seconds: () => (moments.refreshed_ms === undefined ? undefined : age(moments.refreshed_ms)),
  });
  ageGauge(registry, {
    name: "tidemark_rollup_settle_lag_seconds",
    help: "Age of the moment up to which the usage tables are known to equal the events.",
    seconds: () => (moments.settled_ms === undefined ? undefined : age(moments.settled_ms)),
  });
  return {
    look: async () => {
      for (const row of await reader.rows(newestEvents, {})) newest_ms.set(row.source, row.newest_ms);
      const [state] = await reader.rows(rollupState, {});
      if (state && state.settled_ms > 0) moments.settled_ms = state.settled_ms;
    },
    refreshed: (at_ms) => {
      moments.refreshed_ms = at_ms;
    },
  };
}

function agesGauge(registry: Registry, newest_ms: ReadonlyMap<string, number>, age: (moment_ms: number) => number) {
  const gauge = new Gauge({
    name: "tidemark_freshness_seconds",
    help: "Now minus the newest stored event of a feed.",
    labelNames: ["source"] as const,
    registers: [registry],
    collect: () => {
      for (const [source, moment_ms] of newest_ms) gauge.set({ source }, age(moment_ms));
    },
  });
}

interface AgeGauge {
  readonly name: string;
  readonly help: string;
  /** Undefined until it is known. */
  readonly seconds: () => number | undefined;
}

function ageGauge(registry: Registry, { name, help, seconds }: AgeGauge): void {
  const gauge = new Gauge({
    name,
    help,
    registers: [registry],
    collect: () => {
      const known = seconds();
      // Not known is not zero: without a value the series is missing.
      if (known === undefined) gauge.remove();
      else gauge.set(known);
    },
  });
}
