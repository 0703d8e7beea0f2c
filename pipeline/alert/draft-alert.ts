import { createHash } from "node:crypto";
import type { AlertDraft } from "../core/alerts/draft.ts";
import { classify, type Detection } from "./classify.ts";
import type { Episode, StoredDeviation } from "./episode.ts";
import { titleOf } from "./title.ts";

/** The windows an analyst reads; the rest is a number, and the rows are one query away. */
const MOST_WINDOWS = 24;
/** Half of a SHA-256: two alerts of one uid would need more alerts than there are atoms in a room. */
const UID_LENGTH = 32;
/** Numbers in the catalogue of detections, where a kind of ours is one of them. */
const REFERENCES: Readonly<Partial<Record<Detection, string>>> = { dormant_return: "D43", new_app_mass_read: "T2" };

export function draftAlert(episode: Episode, app_name: string): AlertDraft {
  const { tenant, source, app_id, first_s, last_s } = episode;
  const classification = classify(episode);
  const { detection, severity, score } = classification;
  return {
    tenant,
    source,
    app_id,
    uid: uidOf(episode, detection),
    detection,
    reference: REFERENCES[detection] ?? "",
    title: titleOf(app_name, classification),
    severity,
    score,
    first_activity_ms: first_s * 1000,
    last_activity_ms: last_s * 1000,
    evidence: JSON.stringify(evidenceOf(episode)),
  };
}

/** The same app, feed, kind and beginning give the same uid, whoever computes it and how often. */
function uidOf({ tenant, source, app_id, first_s }: Episode, detection: Detection): string {
  const identity = JSON.stringify([tenant, source, app_id, detection, first_s]);
  return createHash("sha256").update(identity).digest("hex").slice(0, UID_LENGTH);
}

function evidenceOf(episode: Episode): unknown {
  const { tenant, source, app_id, windows, first_s, last_s } = episode;
  const told = [...windows].sort((a, b) => b.score - a.score || a.at_s - b.at_s).slice(0, MOST_WINDOWS);
  return {
    windows_in_all: windows.length,
    windows: told
      .sort((a, b) => a.at_s - b.at_s || a.window_s - b.window_s || (a.metric < b.metric ? -1 : 1))
      .map(describe),
    /** Where the events behind it are. */
    rows: { table: "events", tenant, source, app_id, from: iso(first_s), to: iso(last_s) },
  };
}

function describe(window: StoredDeviation): unknown {
  const { metric, window_s, at_s, observed, expected, low, high, score, direction, state, contributors } = window;
  const at = iso(at_s);
  return {
    metric,
    window_s,
    at,
    observed,
    expected,
    low,
    high,
    score,
    direction,
    state,
    contributors: parsed(contributors),
  };
}

function parsed(contributors: string): unknown {
  return contributors === "" ? {} : JSON.parse(contributors);
}

function iso(at_s: number): string {
  return new Date(at_s * 1000).toISOString();
}
