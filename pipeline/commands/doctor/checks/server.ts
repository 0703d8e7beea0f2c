import { serverFacts } from "../../../../queries/store/facts.ts";
import { type Check, type Finding, ok, type Patient } from "../check.ts";
import { percent, size } from "../words.ts";

/** The oldest ClickHouse that our SQL is tested with. */
const OLDEST_MAJOR = 25;
const OLDEST_MINOR = 8;

const MODES = {
  owned: "the embedded server, started for this check",
  attached: "the embedded server of a running process",
  server: "a ClickHouse server",
} as const;

/** Which server holds the store, and whether it is one we know. */
export const server: Check = {
  name: "store",
  look: async ({ store }) => {
    const [facts] = await store.reader.rows(serverFacts, {});
    const version = facts?.version ?? "";
    const told = { mode: store.mode, url: store.url, version };
    const [major = 0, minor = 0] = version.split(".").map(Number);
    if (major > OLDEST_MAJOR || (major === OLDEST_MAJOR && minor >= OLDEST_MINOR))
      return [ok(`${MODES[store.mode]} at ${store.url}, ClickHouse ${version}`, told)];
    const what = `ClickHouse at ${store.url} is version ${version}.`;
    const todo = `Upgrade it to ${OLDEST_MAJOR}.${OLDEST_MINOR} LTS or newer.`;
    return [{ severity: "fault", what, todo, facts: told }];
  },
};

/** Merges need room for a copy of the parts they merge; below this they stop, and then inserts do. */
const FULL_BYTES = 2e9;
const FULL_SHARE = 0.05;
const FILLING_SHARE = 0.15;

export const disk: Check = { name: "disk", look: diskSpace };

async function diskSpace({ store }: Patient): Promise<readonly Finding[]> {
  const [facts] = await store.reader.rows(serverFacts, {});
  if (!facts || facts.total_bytes === 0) return [ok("no disk of the server has an end")];
  const { free_bytes, total_bytes, disk_path } = facts;
  const told = { free_bytes, total_bytes, path: disk_path };
  const what = `${size(free_bytes)} of ${size(total_bytes)} are free at ${disk_path} (${percent(free_bytes, total_bytes)})`;
  const todo = "Make room there, enlarge the disk, or set a retention (docs/operations.md).";
  const share = free_bytes / total_bytes;
  if (free_bytes < FULL_BYTES || share < FULL_SHARE)
    return [{ severity: "fault", what: `${what}.`, todo, facts: told }];
  if (share < FILLING_SHARE) return [{ severity: "warning", what: `${what}.`, todo, facts: told }];
  return [ok(what, told)];
}

/** Requests take milliseconds; more than this between two clocks is no measuring error. */
const SKEW_MS = 5_000;
/** Events by a clock that is so wrong land in other minutes than they belong to. */
const WRONG_MS = 300_000;

/** Our clock against the server's, which says when events were received. */
export const clock: Check = {
  name: "clock",
  look: async ({ store, now_ms }) => {
    const before_ms = now_ms();
    const [facts] = await store.reader.rows(serverFacts, {});
    const middle_ms = (before_ms + now_ms()) / 2;
    const skew_ms = Math.round((facts?.now_ms ?? middle_ms) - middle_ms);
    const told = { skew_ms };
    if (Math.abs(skew_ms) < SKEW_MS) return [ok("our clock and the server's agree", told)];
    const what = `The server's clock is ${Math.round(Math.abs(skew_ms) / 1_000)} s ${skew_ms > 0 ? "ahead of" : "behind"} ours.`;
    const todo = "Let both machines take their time from NTP.";
    return [{ severity: Math.abs(skew_ms) > WRONG_MS ? "fault" : "warning", what, todo, facts: told }];
  },
};
