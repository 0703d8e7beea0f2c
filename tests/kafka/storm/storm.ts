import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openStore, type Store } from "../../../pipeline/store/open-store.ts";
import { migrate } from "../../../pipeline/store/schema/migrate.ts";
import { seeded, shuffled } from "../../seeded.ts";
import type { Broker } from "../broker.ts";
import { startConsumer, type Totals, totalsOf } from "../consumer-process.ts";
import { createTopic } from "../topics.ts";
import { type Crowd, createCrowd } from "./crowd.ts";
import { fill } from "./fill.ts";
import { type GroupWatch, watchGroup } from "./group-watch.ts";
import { messageCount, type StormPlan } from "./storm-plan.ts";
import { judgeStorm, type Verdict } from "./verdict.ts";

export interface StormOptions {
  readonly plan: StormPlan;
  readonly kills: number;
  readonly consumers: number;
  readonly session_ms: number;
  readonly say: (text: string) => void;
}

export interface StormResult extends Verdict {
  readonly kills: Readonly<Record<Victim, number>>;
  readonly joins: number;
  readonly leaves: number;
  readonly messages: number;
  readonly last_consumer: Totals;
  /** How often consumers ended that nobody had asked to, by what they said, and how many of them with a bug's stack. */
  readonly complaints: Readonly<Record<string, number>>;
  readonly crashes: number;
  readonly peak_rss_mb: number;
  readonly seconds: number;
}

const VICTIMS = ["consumer", "store", "broker"] as const;
type Victim = (typeof VICTIMS)[number];

/** Of ten kills so many hit each. */
const SHARES: Readonly<Record<Victim, number>> = { consumer: 5, store: 3, broker: 2 };
/** After every so many kills one consumer leaves in order and another one joins. */
const KILLS_A_CHANGE = 4;
/** A kill comes up to this long after its turn, so that it can hit any moment. */
const LONGEST_DELAY_MS = 1_500;
const POLL_MS = 250;
/** A store that was killed is up again long before. */
const STUCK_MS = 240_000;

interface Scene {
  readonly options: StormOptions;
  readonly broker: Broker & { readonly restart: () => Promise<void> };
  readonly store: Store;
  readonly topic: string;
  readonly watch: GroupWatch;
  readonly crowd: Crowd;
  readonly random: () => number;
}

/** Send a plan through a real broker into a real store while consumers, store and broker are killed; then judge what is stored. */
export async function runStorm(broker: Broker, options: StormOptions): Promise<StormResult> {
  const { restart } = broker;
  if (!restart) throw new Error("A storm kills its broker: it needs one of its own.");
  const dir = mkdtempSync(join(tmpdir(), "tidemark-storm-"));
  const store = await openStore({ kind: "embedded", dir, role: "storm", exclusive: true });
  await migrate(store.connection);
  const topic = await createTopic(broker.brokers, options.plan.partitions);
  const watch = await watchGroup(broker.brokers, topic);
  const env = { TIDEMARK_KAFKA_SESSION_TIMEOUT_MS: String(options.session_ms) };
  const consumer = { brokers: broker.brokers, topic, env };
  const crowd = createCrowd(() => startConsumer(store, { ...consumer, until_end: false }));
  const random = seeded(options.plan.seed);
  const scene: Scene = { options, broker: { ...broker, restart }, store, topic, watch, crowd, random };
  const begun_at_ms = Date.now();
  try {
    const acks_file = join(dir, "acks");
    const filled = fill(broker.brokers, topic, options.plan, acks_file);
    for (let n = 0; n < options.consumers; n += 1) crowd.join();
    const struck = await strike(scene);
    await filled;
    await watch.untilAllCommitted(crowd.complaints);
    await crowd.killAll();
    // The last kill may have been the store's, and who begins while it is away ends with a word about that.
    await untilTrue(() => store.ping().then(() => true));
    const last_consumer = await totalsOf(startConsumer(store, consumer));
    const seconds = Math.round((Date.now() - begun_at_ms) / 1_000);
    options.say("everything is consumed; counting again");
    const verdict = await judgeStorm(store, options.plan, acks_file);
    const messages = await watch.messages();
    const peak_rss_mb = crowd.peak_rss_mb();
    const endings = { complaints: tally(crowd.complaints()), crashes: crowd.crashes() };
    return { ...verdict, ...struck, ...endings, messages, last_consumer, peak_rss_mb, seconds };
  } finally {
    await crowd.killAll();
    await watch.close();
    await store.close();
    rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** The kills, spread evenly over the messages. */
async function strike(scene: Scene): Promise<Pick<StormResult, "kills" | "joins" | "leaves">> {
  const { crowd, random, options } = scene;
  const kills = { consumer: 0, store: 0, broker: 0 };
  let changes = 0;
  for (const [index, victim] of victims(options).entries()) {
    await untilCommitted(scene, (index + random()) / (options.kills + 1));
    await sleep(random() * LONGEST_DELAY_MS);
    options.say(`kill ${index + 1} of ${options.kills}: ${victim}`);
    await killOne(scene, victim);
    kills[victim] += 1;
    if ((index + 1) % KILLS_A_CHANGE !== 0) continue;
    crowd.join();
    await crowd.leave(random());
    changes += 1;
  }
  return { kills, joins: options.consumers + changes, leaves: changes };
}

function victims({ kills, plan }: StormOptions): readonly Victim[] {
  const ten = VICTIMS.flatMap((victim) => Array<Victim>(SHARES[victim]).fill(victim));
  const rounds = Array.from({ length: Math.ceil(kills / ten.length) }, (_, n) => shuffled(ten, plan.seed + n));
  return rounds.flat().slice(0, kills);
}

async function killOne({ crowd, broker, store, random }: Scene, victim: Victim): Promise<void> {
  switch (victim) {
    case "consumer":
      return crowd.kill(random());
    case "store":
      return killStore(store);
    case "broker":
      return broker.restart();
    default:
      return victim satisfies never;
  }
}

/** One that was killed just now is started again first. */
async function killStore(store: Store): Promise<void> {
  await untilTrue(async () => {
    await store.ping();
    const pid = store.server_pid();
    return pid !== undefined && process.kill(pid, "SIGKILL");
  });
}

async function untilTrue(look: () => Promise<boolean>): Promise<void> {
  for (const since_ms = Date.now(); Date.now() - since_ms < STUCK_MS; await sleep(POLL_MS))
    if (await look().catch(() => false)) return;
  throw new Error("The store does not come up again.");
}

async function untilCommitted({ watch, crowd, options }: Scene, share: number): Promise<void> {
  await watch.untilCommitted(share * messageCount(options.plan), crowd.complaints);
}

function tally(complaints: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const complaint of complaints) counts[complaint] = (counts[complaint] ?? 0) + 1;
  return counts;
}
