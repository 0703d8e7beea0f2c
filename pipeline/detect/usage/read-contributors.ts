import type { RowOf } from "../../../queries/define-query.ts";
import { contributors } from "../../../queries/deviations/contributors.ts";
import type { QueryReader } from "../../core/ports.ts";
import type { Deviation } from "./deviation.ts";

/** How much one user, operation or address did in a window, and its share of what was more than expected. */
interface Contributor {
  readonly value: string;
  readonly amount: number;
  readonly usual: number;
  readonly share: number;
}

/** Windows in one query: their parameters stay well below the server's limit on an address. */
const WINDOWS_PER_QUERY = 100;

/** The contributors of each deviation, in the same order, as JSON; `{}` for a silence, to which nobody contributes. */
export async function readContributors(reader: QueryReader, deviations: readonly Deviation[]): Promise<string[]> {
  const texts: string[] = [];
  for (let start = 0; start < deviations.length; start += WINDOWS_PER_QUERY) {
    const part = deviations.slice(start, start + WINDOWS_PER_QUERY);
    const rows = await reader.rows(contributors, {
      tenants: part.map((deviation) => deviation.tenant),
      sources: part.map((deviation) => deviation.source),
      app_ids: part.map((deviation) => deviation.app_id),
      measures: part.map(measureOf),
      from_s: part.map((deviation) => deviation.at_s),
      window_s: part.map((deviation) => deviation.window_s),
    });
    texts.push(...part.map((deviation, window) => describe(deviation, rows, window)));
  }
  return texts;
}

/** What is added up of events as it is; of all others, the calls. */
const MEASURES: ReadonlySet<string> = new Set(["errors", "sign_in_failures", "bytes_read", "bytes_written"]);

function measureOf(deviation: Deviation): string {
  const { metric } = deviation;
  if (metric === "error_rate") return "errors";
  return MEASURES.has(metric) ? metric : "calls";
}

function describe(deviation: Deviation, rows: readonly RowOf<typeof contributors>[], window: number): string {
  const own = rows.filter((row) => row.window === window);
  const found: Record<string, Contributor[]> = {};
  for (const { attribute, value, amount, usual } of own) {
    const list = found[attribute] ?? [];
    found[attribute] = list;
    list.push({ value, amount, usual: rounded(usual), share: shareOf(amount - usual, deviation, own, attribute) });
  }
  return JSON.stringify(found);
}

/** Share of the excess of all named values of the attribute; of few values it adds up to 1. */
function shareOf(
  excess: number,
  deviation: Deviation,
  rows: readonly RowOf<typeof contributors>[],
  attribute: string,
): number {
  const named = rows.filter((row) => row.attribute === attribute);
  const named_excess = named.reduce((sum, row) => sum + Math.max(0, row.amount - row.usual), 0);
  const whole = Math.max(named_excess, deviation.observed - deviation.expected);
  return whole > 0 ? rounded(Math.max(0, excess) / whole) : 0;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
