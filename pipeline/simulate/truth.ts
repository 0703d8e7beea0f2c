import type { App } from "./app.ts";
import type { ScenarioId } from "./scenarios/catalogue.ts";
import type { Plant, Role } from "./scenarios/scenario.ts";
import type { World } from "./world.ts";

/** What really happens in a made-up company, to judge alerts by. Times are ISO 8601, UTC; `to` is exclusive. */
export interface Truth {
  readonly seed: number;
  readonly from: string;
  readonly to: string;
  readonly scenarios: readonly TruthEntry[];
}

export interface TruthEntry {
  readonly scenario: ScenarioId;
  readonly role: Role;
  readonly app_id: string;
  readonly from: string;
  readonly to: string;
  /** Since when the app makes no call until the story begins, where it has to lie still for it. */
  readonly silent_from?: string;
}

/** A story that found its app and its time. */
export interface Planted {
  readonly scenario: ScenarioId;
  readonly role: Role;
  readonly app: App;
  readonly plant: Plant;
}

export function truthOf(world: World, planted: readonly Planted[]): Truth {
  const scenarios = planted.map(({ scenario, role, app, plant }) => {
    const entry = { scenario, role, app_id: app.app_id, from: iso(plant.from_ms), to: iso(plant.to_ms) };
    const silent_ms = silentBefore(plant);
    return silent_ms === undefined ? entry : { ...entry, silent_from: iso(silent_ms) };
  });
  return { seed: world.seed, from: iso(world.from_ms), to: iso(world.to_ms), scenarios };
}

function silentBefore({ from_ms, phases }: Plant): number | undefined {
  return phases.find(({ change, ...phase }) => change.rate_factor === 0 && phase.from_ms < from_ms)?.from_ms;
}

function iso(at_ms: number): string {
  return new Date(at_ms).toISOString();
}
