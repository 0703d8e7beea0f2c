import { afterAll, expect, test } from "vitest";
import { killConsumers } from "./consumer-process.ts";
import { ownBroker } from "./own-broker.ts";
import { runStorm } from "./storm/storm.ts";
import type { StormPlan } from "./storm/storm-plan.ts";

const KILLS = 8;
/** Half a minute of sending: kills, restarts and rebalances come while messages do. */
const MESSAGES_A_SECOND = 8_000;
const RIGHT = {
  missing: 0,
  twice: 0,
  checksums_wrong: 0,
  apps_wrong: 0,
  poison_missing: 0,
  poison_wrong: 0,
  usage_minute_wrong: 0,
  usage_hour_wrong: 0,
  usage_day_wrong: 0,
  crashes: 0,
};

const seed = Number(process.env["TEST_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const broker = await ownBroker();
afterAll(killConsumers);

// Its long form is `npm run bench -- storm`.
test.skipIf(broker.kind === "absent" || broker.restart === undefined)(
  "stores every event once and every poison record, with true rollups, while consumers, store and broker are killed",
  async () => {
    if (broker.kind === "absent") return;
    process.stderr.write(`The storm comes from seed ${seed}; TEST_SEED=${seed} repeats it.\n`);
    const plan: StormPlan = { seed, events: 200_000, partitions: 4, messages_per_s: MESSAGES_A_SECOND };
    const options = { plan, kills: KILLS, consumers: 3, session_ms: 2_000, say: () => undefined };
    const result = await runStorm(broker, options);
    expect(result).toMatchObject(RIGHT);
    expect(result.stored).toBe(plan.events);
  },
  300_000,
);
