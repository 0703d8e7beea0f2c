import { AppError } from "../../core/errors.ts";
import { createDetector } from "./detector.ts";
import { THRESHOLD } from "./episodes.ts";

export const SCORED_HEADER = "timestamp,value,anomaly_score,expected,low,high,label,state";

/** Turns the lines of a CSV `timestamp,value`, heading first, into scored lines, each as soon as it is known. */
export interface CsvScorer {
  /** The scored line; none for the heading and for an empty line. Throws `input_unreadable` with the line's number. */
  readonly line: (text: string) => string | undefined;
  readonly rows: () => number;
}

/** Decimals that are kept of a score: more would be noise. */
const SCORE_DECIMALS = 1e6;

export function csvScorer(name: string): CsvScorer {
  const detector = createDetector({ kind: "series" });
  let lines = 0;
  let rows = 0;
  let columns: Columns | undefined;
  let newest_ms = Number.NEGATIVE_INFINITY;

  function line(text: string): string | undefined {
    lines += 1;
    const cells = cellsOf(text);
    if (cells.length === 0) return undefined;
    if (columns === undefined) {
      columns = columnsOf(cells, () => fault("the heading has to name the columns timestamp and value"));
      return undefined;
    }
    return score(cells, columns);
  }

  function score(cells: readonly string[], place: Columns): string {
    const time = cells[place.timestamp] ?? "";
    const at_ms = timeOf(time);
    if (at_ms === undefined)
      throw fault(`"${time.slice(0, 40)}" is no time (ISO 8601, or epoch seconds or milliseconds)`);
    const given = cells[place.value] ?? "";
    const number = ABSENT.test(given) ? "" : given;
    if (!Number.isFinite(Number(number))) throw fault(`"${number.slice(0, 40)}" is no number`);
    rows += 1;
    return `${time},${number},${inOrder(at_ms, number === "" ? undefined : Number(number))}`;
  }

  /** Judged by the rows before it, a row out of order could only be judged wrongly: it is marked and not heard. */
  function inOrder(at_ms: number, value: number | undefined): string {
    if (at_ms <= newest_ms) return `0,,,,0,${at_ms === newest_ms ? "repeated" : "late"}`;
    newest_ms = at_ms;
    return judged(at_ms, value);
  }

  function judged(at_ms: number, value: number | undefined): string {
    const verdict = detector.step({ at_ms, value });
    const anomaly_score = Math.round(verdict.score * SCORE_DECIMALS) / SCORE_DECIMALS;
    const label = anomaly_score >= THRESHOLD ? 1 : 0;
    const range = [verdict.expected, verdict.low, verdict.high].map((amount) => amount ?? "");
    return [anomaly_score, ...range, label, value === undefined ? "absent" : verdict.state].join(",");
  }

  function fault(what: string): AppError {
    return new AppError("input_unreadable", `${name}, line ${lines}: ${what}.`);
  }

  return { line, rows: () => rows };
}

interface Columns {
  readonly timestamp: number;
  readonly value: number;
}

function columnsOf(cells: readonly string[], fault: () => AppError): Columns {
  const names = cells.map((cell) => cell.toLowerCase());
  const columns = { timestamp: names.indexOf("timestamp"), value: names.indexOf("value") };
  if (columns.timestamp < 0 || columns.value < 0) throw fault();
  return columns;
}

/** Times and numbers hold no commas, so that a cell is what stands between two of them, with or without quotes. */
function cellsOf(text: string): string[] {
  const line = text.replace(BYTE_ORDER_MARK, "").trim();
  return line === "" ? [] : line.split(",").map((cell) => cell.trim().replace(QUOTED, "$1"));
}

const BYTE_ORDER_MARK = /^\uFEFF/;
const QUOTED = /^"(.*)"$/;
/** The usual ways of saying that there is no value. */
const ABSENT = /^(|nan|null|na|n\/a|none|-)$/i;
const ISO = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d+)?)?\s?([zZ]|[+-]\d\d:?\d\d)?)?$/;
const EPOCH = /^\d{9,13}(\.\d+)?$/;
const HAS_OFFSET = /([zZ]|[+-]\d\d:?\d\d)$/;
/** Larger numbers are milliseconds: as seconds they would lie past the year 5000. */
const LARGEST_SECONDS = 1e11;

/** A time without an offset is taken as UTC. */
function timeOf(text: string): number | undefined {
  if (EPOCH.test(text)) return Number(text) < LARGEST_SECONDS ? Number(text) * 1000 : Number(text);
  if (!ISO.test(text)) return undefined;
  const iso = text.replace(" ", "T").replace(",", ".").replace(/\s/, "");
  const at_ms = Date.parse(HAS_OFFSET.test(iso) || !iso.includes("T") ? iso : `${iso}Z`);
  return Number.isNaN(at_ms) ? undefined : at_ms;
}
