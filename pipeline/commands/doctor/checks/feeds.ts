import { alerts } from "../../../../queries/alerts/list.ts";
import type { RowOf } from "../../../../queries/define-query.ts";
import { feedPulse } from "../../../../queries/feeds/pulse.ts";
import { type Check, type Finding, ok } from "../check.ts";
import { count, duration } from "../words.ts";

const WEEK_MS = 7 * 86_400_000;
const DAY_S = 86_400;
/** Twice what was usual is unusual; below this it is a pause for breath. */
const UNUSUAL = 2;
const SHORTEST_SILENCE_S = 900;
/** More than these are in `--json` only. */
const TOLD_FEEDS = 10;
/** Events received over at least this share of the time they happened in came as they happened: no import of history. */
const LIVE_SHARE = 0.5;

type Pulse = RowOf<typeof feedPulse>;

/** Feeds that have fallen silent: nothing for twice as long as their longest pause of the week. */
export const feeds: Check = {
  name: "freshness",
  look: async ({ store, now_ms }) => {
    const to_ms = now_ms();
    const pulses = await store.reader.rows(feedPulse, { from_ms: to_ms - WEEK_MS, to_ms });
    const findings = pulses.map((pulse) => findingOf(pulse, to_ms / 1_000));
    const silent = findings.filter(({ severity }) => severity !== "ok");
    const alerted = (await store.reader.rows(alerts, OPEN)).filter((alert) => !silent.some(isAbout(alert)));
    if (silent.length + alerted.length > 0) return [...silent, ...alerted.map(alertFinding)];
    return [pulses.length === 0 ? ok("no feed brought events of the last 7 days") : summary(pulses, to_ms / 1_000)];
  },
};

/** Alerts that say a feed is silent and that nobody has resolved: they know of more than the last week. */
const OPEN = {
  tenant: "",
  status: "unresolved",
  severity: "",
  detection: "feed_silent",
  app_id: "",
  classification: "",
  assignee: "",
  hidden: 0,
  from_ms: 0,
  to_ms: Date.UTC(2200, 0),
  limit: 1_000,
  offset: 0,
};

type Alert = RowOf<typeof alerts>;

function isAbout({ tenant, source }: Alert): (finding: Finding) => boolean {
  return ({ facts }) => facts?.["tenant"] === tenant && facts["source"] === source;
}

function alertFinding({ tenant, source, title, uid }: Alert): Finding {
  const todo = `${todoOf(source)} If it shall stay silent, resolve the alert: tidemark alerts set ${uid} --status resolved.`;
  return { severity: "fault", what: `${title}.`, todo, facts: { tenant, source, uid } };
}

function todoOf(source: string): string {
  return `Look at what sends ${source} (its credentials, its collector, its topic); nothing of it arrives here.`;
}

function findingOf(pulse: Pulse, now_s: number): Finding {
  const { tenant, source, newest_s, span_s, longest_pause_s, longest_delay_s, received_span_s } = pulse;
  const silent_s = now_s - newest_s;
  // A record is as old as its delivery is late; a feed that delivers once a day is a day old just before it does.
  const usual_s = longest_pause_s + longest_delay_s;
  const facts = { tenant, source, silent_s: Math.round(silent_s), usual_s };
  const is_live = span_s >= DAY_S && received_span_s >= span_s * LIVE_SHARE;
  if (!is_live || silent_s < Math.max(SHORTEST_SILENCE_S, UNUSUAL * usual_s)) return ok(source, facts);
  return {
    // A week shows nights and weekends; a younger feed may just have its first.
    severity: span_s >= (WEEK_MS / 1_000) * LIVE_SHARE ? "fault" : "warning",
    what: `${source} of tenant ${tenant} is silent: its newest event is ${duration(silent_s)} old, the longest usual is ${duration(usual_s)}.`,
    todo: todoOf(source),
    facts,
  };
}

function summary(pulses: readonly Pulse[], now_s: number): Finding {
  const newest_first = [...pulses].sort((one, other) => other.newest_s - one.newest_s);
  const ages = newest_first
    .slice(0, TOLD_FEEDS)
    .map(({ source, newest_s }) => `${source} ${duration(now_s - newest_s)}`);
  const feeds_told = pulses.map(({ tenant, source, newest_s }) => ({
    tenant,
    source,
    age_s: Math.round(now_s - newest_s),
  }));
  const others = pulses.length > TOLD_FEEDS ? `, and ${pulses.length - TOLD_FEEDS} older` : "";
  const what = `${count(pulses.length, "feed")} as usual; age of the newest event: ${ages.join(", ")}${others}`;
  return ok(what, { feeds: feeds_told });
}
