import { setTimeout as sleep } from "node:timers/promises";
import { peakRssMb } from "../../peak-rss.ts";
import type { Ended, Running } from "../../tidemark-process.ts";

/** Consumers of one group that come and go. One that ends unasked is started again, as an operator's supervisor would. */
export interface Crowd {
  readonly size: () => number;
  readonly join: () => void;
  /** SIGTERM for one of them; resolves when it has ended, and must be in order. */
  readonly leave: (pick: number) => Promise<void>;
  /** SIGKILL for one of them, which is replaced. */
  readonly kill: (pick: number) => Promise<void>;
  readonly killAll: () => Promise<void>;
  /** What those said last that ended unasked, or not in order. */
  readonly complaints: () => readonly string[];
  /** How many of those showed a stack: a bug. */
  readonly crashes: () => number;
  readonly peak_rss_mb: () => number;
}

const RESTART_PAUSE_MS = 1_000;
const WATCH_MS = 500;
const STACK = /^ {4}at /m;

export function createCrowd(start: () => Running): Crowd {
  const members = new Set<Running>();
  const complaints: string[] = [];
  let crashes = 0;
  let peak_rss_mb = 0;
  const note = (ended: Ended): void => {
    complaints.push(saying(ended));
    if (STACK.test(ended.err)) crashes += 1;
  };
  const join = (): void => {
    const member = start();
    members.add(member);
    const watch = setInterval(() => {
      peak_rss_mb = Math.max(peak_rss_mb, peakRssMb(member.child.pid));
    }, WATCH_MS);
    void member.ended.then(async (ended) => {
      clearInterval(watch);
      if (!members.delete(member)) return;
      note(ended);
      await sleep(RESTART_PAUSE_MS);
      join();
    });
  };
  const take = (pick: number): Running | undefined => {
    const member = [...members][Math.floor(pick * members.size)];
    if (member) members.delete(member);
    return member;
  };
  return {
    size: () => members.size,
    join,
    leave: async (pick) => {
      const member = take(pick);
      member?.child.kill("SIGTERM");
      const ended = await member?.ended;
      if (ended && ended.code !== 0) note(ended);
    },
    kill: async (pick) => {
      const member = take(pick);
      member?.child.kill("SIGKILL");
      await member?.ended;
      join();
    },
    killAll: async () => {
      const all = [...members];
      members.clear();
      for (const { child } of all) child.kill("SIGKILL");
      await Promise.all(all.map(({ ended }) => ended));
    },
    complaints: () => complaints,
    crashes: () => crashes,
    peak_rss_mb: () => peak_rss_mb,
  };
}

function saying({ code, signal, err }: Ended): string {
  return `${code ?? signal}: ${err.trim().split("\n").slice(-1).join("")}`;
}
