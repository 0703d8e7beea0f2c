import { setTimeout as sleep } from "node:timers/promises";
import type { Destination } from "../../export/destination.ts";
import { type ExportMeter, runDestination, type Trouble } from "../../export/outbox/run-destination.ts";
import type { ExportSettings } from "../../export/settings/read-destinations.ts";
import type { Store } from "../../store/open-store.ts";
import { packageVersion } from "../package-version.ts";

export interface RunExport {
  readonly store: Pick<Store, "reader" | "writer">;
  readonly settings: ExportSettings;
  readonly meter: ExportMeter;
  readonly say: (destination: string, trouble: Trouble) => void;
  /** End when nothing is due; else with the signal. */
  readonly until_empty: boolean;
}

/** Deliver to all destinations side by side. */
export async function runExport(
  { store, settings, meter, say, until_empty }: RunExport,
  signal: AbortSignal,
): Promise<void> {
  const deps = {
    ...store,
    origin: originOf(settings),
    ...{ clock: { now_ms: Date.now }, meter, say, random: Math.random, pause },
  };
  const run = (destination: Destination): Promise<void> => runDestination(deps, destination, { until_empty }, signal);
  try {
    await Promise.all(settings.destinations.map(run));
  } finally {
    await closeAll(settings);
  }
}

export function originOf({ console_url }: ExportSettings) {
  return { version: packageVersion(), console_url };
}

export async function closeAll({ destinations }: ExportSettings): Promise<void> {
  await Promise.all(destinations.map(({ transport }) => transport.close()));
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
