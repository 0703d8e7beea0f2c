import { setTimeout as sleep } from "node:timers/promises";
import { readConfig } from "../../../pipeline/config.ts";
import { openTopic } from "../../../pipeline/kafka/topic-reader.ts";

/** How far a group has come in its topic. The topic's name is the group's, too. */
export interface GroupWatch {
  /** Messages in the topic. */
  readonly messages: () => Promise<number>;
  /** Waits as long as there is progress; `complaints` are for the error when there is none. */
  readonly untilCommitted: (messages: number, complaints: () => readonly string[]) => Promise<void>;
  readonly untilAllCommitted: (complaints: () => readonly string[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

const POLL_MS = 250;
/** Nothing takes a group this long without a step ahead. */
const STUCK_MS = 240_000;

export async function watchGroup(brokers: string, topic: string): Promise<GroupWatch> {
  const settings = readConfig({ TIDEMARK_KAFKA_BROKERS: brokers }).kafka;
  if (!settings) throw new Error("no brokers");
  const reader = await openTopic(settings, topic, topic);
  const messages = async (): Promise<number> => sum(await reader.ends());
  const until = (goal: () => Promise<number>, complaints: () => readonly string[]): Promise<void> =>
    untilAhead(async () => {
      const done = sum(await reader.committed());
      return { done, arrived: done >= (await goal()) };
    }, complaints);
  return {
    messages,
    untilCommitted: (goal, complaints) => until(async () => goal, complaints),
    untilAllCommitted: (complaints) => until(messages, complaints),
    close: reader.close,
  };
}

interface Progress {
  readonly done: number;
  readonly arrived: boolean;
}

/** A broker that is down answers nothing. */
async function untilAhead(look: () => Promise<Progress>, complaints: () => readonly string[]): Promise<void> {
  let best = -1;
  for (let since_ms = Date.now(); Date.now() - since_ms < STUCK_MS; await sleep(POLL_MS)) {
    const { done, arrived } = await look().catch(() => ({ done: best, arrived: false }));
    if (arrived) return;
    if (done > best) since_ms = Date.now();
    best = Math.max(best, done);
  }
  const said = complaints().slice(-3).join(" / ");
  throw new Error(`The group has stood at ${best} messages for ${STUCK_MS / 1_000} s. ${said}`);
}

function sum(offsets: ReadonlyMap<number, number>): number {
  return [...offsets.values()].reduce((total, offset) => total + offset, 0);
}
