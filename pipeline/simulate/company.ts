import { DAY_MS, HOUR_MS } from "./calendar.ts";
import { castCompany, type LeftOut } from "./cast.ts";
import { uuid } from "./draw.ts";
import { HourPage } from "./hour-page.ts";
import { type InventoryRecord, inventoryRecord } from "./inventory.ts";
import { draftNotices } from "./notices.ts";
import { randomStream } from "./prng.ts";
import { SCENARIO_IDS, type ScenarioId, USAGE_IDS } from "./scenarios/catalogue.ts";
import { AppTraffic } from "./traffic.ts";
import { type Truth, truthOf } from "./truth.ts";
import { draftWorld, hoursOf } from "./world.ts";

export interface CompanyOptions {
  readonly seed: number;
  readonly apps: number;
  readonly days: number;
  /** The span ends here, cut to the full hour, and is `days` times 24 hours long. */
  readonly end_ms: number;
  readonly tenant: string;
  /** Those of usage if not given. */
  readonly scenarios?: readonly ScenarioId[];
}

/** One hour's events: whole NDJSON lines, in order to the minute. Midnight UTC always falls between two chunks. */
export interface EventChunk {
  readonly at_ms: number;
  readonly lines: string;
  readonly events: number;
}

export interface Company {
  readonly truth: Truth;
  readonly inventory: readonly InventoryRecord[];
  /** Scenarios that were asked for and did not fit: the span too short, the apps too few. */
  readonly left_out: readonly LeftOut[];
  /** The events of the span, from its beginning, each time it is called. */
  events(): Generator<EventChunk>;
}

/** Make up a company and what its apps do. The same options give the same bytes. */
export function simulateCompany(options: CompanyOptions): Company {
  const { seed, apps: count, tenant } = options;
  const to_ms = Math.floor(options.end_ms / HOUR_MS) * HOUR_MS;
  const from_ms = to_ms - options.days * DAY_MS;
  const world = draftWorld({ seed, tenant, apps: count, from_ms, to_ms });
  const wanted = new Set(options.scenarios ?? USAGE_IDS);
  const { apps, planted, left_out } = castCompany(
    world,
    count,
    SCENARIO_IDS.filter((id) => wanted.has(id)),
  );
  const told = new Map(planted.map(({ app, plant }) => [app.index, plant]));
  const staff = apps.map((app) => ({ app, notices: draftNotices(world, app, told.get(app.index)) }));
  return {
    truth: truthOf(world, planted),
    inventory: staff.map(({ app, notices }) => inventoryRecord(world, app, notices)),
    left_out,
    *events() {
      const traffic = staff.map(
        ({ app, notices }) => new AppTraffic(world, app, notices, eventIdPrefix(options, app.index)),
      );
      for (const at_ms of hoursOf(world)) {
        const page = new HourPage(at_ms);
        for (const app of traffic) app.writeHour(at_ms, page);
        yield { at_ms, lines: page.lines, events: page.events };
      }
    },
  };
}

/** A prefix of an app's event ids: a company simulated again over another span adds events and repeats none. */
function eventIdPrefix(options: CompanyOptions, app_index: number): string {
  const { seed, tenant, apps, days, end_ms, scenarios = [] } = options;
  return uuid(randomStream(seed, "events", tenant, apps, days, end_ms, ...scenarios, app_index)).slice(0, 18);
}
