import { feedLives, hoursOf } from "../../stats/usage/feed-life.ts";
import { DAY_S } from "../../stats/usage/metrics.ts";
import type { UsageTable } from "../../stats/usage/table.ts";
import { type DetectionSpan, detectFrom, type Surroundings } from "./detect-usage.ts";
import type { DetectionSettings } from "./detection-settings.ts";
import type { Deviation } from "./deviation.ts";
import { type DayLevels, PEER_METRICS, type PeerLevels, peersOf } from "./watches/peers.ts";

const LOOK_BACK_DAYS = 7;
/** "As much as a busy app": nine of ten never had such an hour in a week. */
const HIGH = 0.9;
/** "As much as the busiest". */
const HIGHEST = 0.99;

type FeedDay = Omit<DayLevels, keyof PeerLevels>;
type BusiestOf = Map<string, { readonly of: FeedDay; readonly apps: Map<string, number> }>;

/** All deviations of a span in a table that holds all apps of its feeds and begins with the history. */
export function detectTable(
  table: UsageTable,
  span: DetectionSpan,
  settings?: DetectionSettings,
): readonly Deviation[] {
  return detectFrom(new Map(), table, span, { ...aroundTable(table), settings }).deviations;
}

/** What is known around the apps of such a table. */
export function aroundTable(table: UsageTable): Surroundings {
  return { lifeOf: feedLives(hoursOf(table)), peers: peersOf(levelsInTable(table)) };
}

/** What the query `usage/peer-levels` would say of a table that holds all apps of its feeds. */
export function levelsInTable(table: UsageTable): DayLevels[] {
  const busiest: BusiestOf = new Map();
  for (let row = 0; row < table.at_s.length; row++) addRow(busiest, table, row);
  return [...busiest.values()].map(({ of, apps }) => ({ ...of, ...levelsOf(apps.values()) }));
}

/** Enter an hour under the seven days after its own. */
function addRow(busiest: BusiestOf, { tenant, source, app_id, at_s, metrics }: UsageTable, row: number): void {
  const own_day = Math.floor((at_s[row] ?? 0) / DAY_S);
  for (const metric of PEER_METRICS) {
    const amount = metrics[metric][row] ?? 0;
    for (let day = own_day + 1; amount > 0 && day <= own_day + LOOK_BACK_DAYS; day++)
      add(busiest, { tenant: tenant[row] ?? "", source: source[row] ?? "", metric, day }, app_id[row] ?? "", amount);
  }
}

function add(busiest: BusiestOf, of: FeedDay, app_id: string, amount: number): void {
  const key = JSON.stringify(of);
  const { apps } = busiest.get(key) ?? { apps: new Map<string, number>() };
  busiest.set(key, { of, apps: apps.set(app_id, Math.max(amount, apps.get(app_id) ?? 0)) });
}

function levelsOf(amounts: Iterable<number>): PeerLevels {
  const sorted = Float64Array.from(amounts).sort();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { apps: sorted.length, median: at(0.5), high: at(HIGH), highest: at(HIGHEST) };
}
