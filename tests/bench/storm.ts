import { parseArgs } from "node:util";
import { startBroker } from "../kafka/broker.ts";
import { runStorm, type StormResult } from "../kafka/storm/storm.ts";
import { BLOCK, copyCount, poisonCount, type StormPlan } from "../kafka/storm/storm-plan.ts";
import type { Benchmark } from "./benchmark.ts";

const OPTIONS = {
  events: { type: "string", default: "10000000" },
  kills: { type: "string", default: "50" },
  seed: { type: "string", default: "1" },
  rate: { type: "string", default: "30000" },
} as const;
const PARTITIONS = 4;
const CONSUMERS = 3;
const SESSION_MS = 6_000;
const MAX_RSS_MB = 400;

/**
 * Events with copies, disorder, lateness and poison through a real broker, while consumers, store and broker are killed with
 * kill -9 and consumers come and go: `--events N --kills N --seed N --rate MESSAGES_A_SECOND`.
 */
export const storm: Benchmark = async (words) => {
  const { values } = parseArgs({ args: [...words], options: OPTIONS });
  const events = Math.ceil(Number(values.events) / BLOCK) * BLOCK;
  const plan: StormPlan = {
    seed: Number(values.seed),
    events,
    partitions: PARTITIONS,
    messages_per_s: Number(values.rate),
  };
  const broker = await startBroker();
  if (broker.kind === "absent") throw new Error("There is no Kafka for a storm.");
  const begun_at_ms = Date.now();
  const say = (text: string): void => {
    process.stderr.write(`${Math.round((Date.now() - begun_at_ms) / 1_000)} s: ${text}\n`);
  };
  try {
    const kills = Number(values.kills);
    const result = await runStorm(broker, { plan, kills, consumers: CONSUMERS, session_ms: SESSION_MS, say });
    const sent = { events, copies: copyCount(events), poison: poisonCount(events), seed: plan.seed };
    return { bench: "storm", ...sent, ...result, passed: isRight(result) && result.peak_rss_mb < MAX_RSS_MB };
  } finally {
    await broker.stop();
  }
};

function isRight(result: StormResult): boolean {
  const faults = [
    result.missing,
    result.twice,
    result.checksums_wrong,
    result.apps_wrong,
    result.poison_missing,
    result.poison_wrong,
    result.usage_minute_wrong,
    result.usage_hour_wrong,
    result.usage_day_wrong,
    result.crashes,
  ];
  return faults.every((fault) => fault === 0);
}
