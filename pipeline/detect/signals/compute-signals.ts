import { domainToUnicode } from "node:url";
import { sqlText } from "../../../queries/define-query.ts";
import { encodedHosts } from "../../../queries/detections/encoded-hosts.ts";
import type { QueryReader, StatementRunner } from "../../core/ports.ts";
import { SIGNAL_QUERIES } from "./signal-queries.ts";
import { SIGNAL_RULES } from "./signal-rules.ts";

const STORE = sqlText(import.meta.url, "store");
const NOTE_PEAKS = sqlText(import.meta.url, "note-peaks");
const NOTE_NETWORKS = sqlText(import.meta.url, "note-networks");

const DAY_MS = 86_400_000;
/** To the last moment that the column holds. */
const WHENEVER = { stored_from_ms: 0, stored_to_ms: Date.UTC(2299, 11, 31) };

export interface SignalDeps {
  readonly reader: QueryReader;
  readonly statements: StatementRunner;
}

/** Whole hours of a tenant, all apps or those named. */
export interface SignalSpan {
  readonly tenant: string;
  /** Look also at what holds whatever the span: once a run is enough. */
  readonly with_standing: boolean;
  readonly from_ms: number;
  readonly to_ms: number;
  readonly apps: readonly string[];
}

/**
 * Make `signals` say what usage, events and inventory say of a span. It may be done again, also after a kill: what stands
 * there already is not written twice, and what later data took back is withdrawn.
 */
export async function computeSignals({ reader, statements }: SignalDeps, span: SignalSpan): Promise<void> {
  await statements.run(NOTE_NETWORKS, { tenant: span.tenant, from_ms: span.from_ms, to_ms: span.to_ms });
  await statements.run(NOTE_PEAKS, { ...span, ...wholeDays(span) });
  const encoded_hosts = (await reader.rows(encodedHosts, { tenant: span.tenant })).map(({ host }) => host);
  const params = { ...SIGNAL_RULES, ...span, encoded_hosts, decoded_hosts: encoded_hosts.map(domainToUnicode) };
  for (const { sql, signals, stands, look_back_ms } of SIGNAL_QUERIES) {
    if (stands && !span.with_standing) continue;
    const from_ms = span.from_ms - look_back_ms;
    const stored = stands ? WHENEVER : { stored_from_ms: from_ms, stored_to_ms: span.to_ms };
    const statement = STORE.replace("/*found*/", () => `\n${sql}`);
    await statements.run(statement, { ...params, ...stored, from_ms, signals });
  }
}

function wholeDays({ from_ms, to_ms }: SignalSpan): Pick<SignalSpan, "from_ms" | "to_ms"> {
  return { from_ms: Math.floor(from_ms / DAY_MS) * DAY_MS, to_ms: Math.ceil(to_ms / DAY_MS) * DAY_MS };
}
