/** The time that is chosen, and the step that Grafana works out of it and of a panel's width. */
export interface Span {
  readonly from_ms: number;
  readonly to_ms: number;
  readonly interval_ms: number;
}

type Macro = (span: Span, args: readonly string[]) => string;

const MACROS: Readonly<Record<string, Macro>> = {
  fromTime: ({ from_ms }) => seconds(from_ms),
  toTime: ({ to_ms }) => seconds(to_ms),
  fromTime_ms: ({ from_ms }) => milliseconds(from_ms),
  toTime_ms: ({ to_ms }) => milliseconds(to_ms),
  timeFilter: (span, args) => between(only(args), seconds(span.from_ms), seconds(span.to_ms)),
  timeFilter_ms: (span, args) => between(only(args), milliseconds(span.from_ms), milliseconds(span.to_ms)),
  dateFilter: (span, args) => between(only(args), day(span.from_ms), day(span.to_ms)),
  dateTimeFilter: dateTimeFilter,
  dt: dateTimeFilter,
  timeInterval: (span, args) => `toStartOfInterval(toDateTime(${only(args)}), INTERVAL ${stepSeconds(span)} second)`,
  timeInterval_ms: (span, args) =>
    `toStartOfInterval(toDateTime64(${only(args)}, 3), INTERVAL ${Math.max(span.interval_ms, 1)} millisecond)`,
  interval_s: (span) => String(stepSeconds(span)),
};

/**
 * A query as the back end of the ClickHouse plugin (v4.20) sends it: comments blanked, macros expanded one name after the
 * other, the longest first, wherever they stand (in texts too). What is no macro stays as it is.
 */
export function expandMacros(sql: string, span: Span): string {
  const names = Object.keys(MACROS).sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return names.reduce((text, name) => expandOne(text, name, span), blankComments(sql));
}

function expandOne(text: string, name: string, span: Span): string {
  const token = `$__${name}`;
  const macro = MACROS[name];
  let done = "";
  let rest = text;
  for (let at = rest.indexOf(token); at !== -1; at = rest.indexOf(token)) {
    const after = at + token.length;
    if (/\w/.test(rest[after] ?? "") || macro === undefined) {
      done += rest.slice(0, after);
      rest = rest.slice(after);
      continue;
    }
    const close = rest[after] === "(" ? closingBracket(rest, after) : -1;
    const args = close === -1 ? [] : argumentsOf(rest.slice(after + 1, close));
    done += rest.slice(0, at) + macro(span, args);
    rest = rest.slice(close === -1 ? after : close + 1);
  }
  return done + rest;
}

/** Brackets and commas that stand outside of quotes, with how many brackets are open there. */
function* marks(
  text: string,
  from: number,
): Generator<{ readonly mark: string; readonly at: number; readonly depth: number }> {
  let depth = 0;
  for (const match of text.slice(from).matchAll(/'[^']*'?|"[^"]*"?|[(),]/g)) {
    const [mark] = match;
    if (mark === "(") depth++;
    if (mark === ")") depth--;
    if (mark.length === 1 && mark !== "'" && mark !== '"') yield { mark, at: from + match.index, depth };
  }
}

function closingBracket(text: string, open: number): number {
  for (const { mark, at, depth } of marks(text, open)) if (mark === ")" && depth === 0) return at;
  return -1;
}

function argumentsOf(raw: string): readonly string[] {
  if (raw.trim() === "") return [];
  const commas = [...marks(raw, 0)].filter(({ mark, depth }) => mark === "," && depth === 0).map(({ at }) => at);
  return [...commas, raw.length].map((end, index) => raw.slice((commas[index - 1] ?? -1) + 1, end).trim());
}

/** Comments of a line and of a block become spaces, save in texts, where a quote is escaped by a backslash or by another. */
function blankComments(sql: string): string {
  return sql.replace(/'(?:[^'\\]|\\.)*'?|"(?:[^"\\]|\\.)*"?|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, (part) =>
    part.startsWith("--") || part.startsWith("/*") ? " ".repeat(part.length) : part,
  );
}

function only(args: readonly string[]): string {
  const [first] = args;
  if (first === undefined || args.length !== 1) throw new Error(`A macro wants 1 argument and got ${args.length}`);
  return first;
}

function dateTimeFilter(span: Span, args: readonly string[]): string {
  const [date, time] = args;
  if (date === undefined || time === undefined || args.length !== 2)
    throw new Error(`A macro wants 2 arguments and got ${args.length}`);
  return `(${between(date, day(span.from_ms), day(span.to_ms))}) AND (${between(time, seconds(span.from_ms), seconds(span.to_ms))})`;
}

function between(column: string, from: string, to: string): string {
  return `${column} >= ${from} AND ${column} <= ${to}`;
}

function seconds(at_ms: number): string {
  return `toDateTime(${Math.floor(at_ms / 1_000)})`;
}

function milliseconds(at_ms: number): string {
  return `fromUnixTimestamp64Milli(${at_ms})`;
}

function day(at_ms: number): string {
  return `toDate('${new Date(at_ms).toISOString().slice(0, 10)}')`;
}

function stepSeconds({ interval_ms }: Span): number {
  return Math.max(1, Math.floor(interval_ms / 1_000));
}
