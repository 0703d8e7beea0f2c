import type { ListedApp } from "../../../schemas/app-list.ts";

/** Characters by which a spreadsheet takes a cell for a formula, also behind spaces. */
const FORMULA = /^[\s\u00A0\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\t\r]/;
const NEEDS_QUOTES = /[",\r\n;\t]|^\s|\s$/;

type Row = Readonly<Record<string, unknown>>;

/** The asked columns of an app, in the order in which they were asked for; without any: all. */
export function chosen(app: ListedApp, columns: readonly string[]): Row {
  if (columns.length === 0) return app;
  const fields: Row = app;
  return Object.fromEntries(columns.map((column) => [column, fields[column]]));
}

/** A line of CSV (RFC 4180). Lists are joined with `; `. Text that a spreadsheet would run gets an apostrophe before it. */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = Array.isArray(value) ? value.map(brief).join("; ") : brief(value);
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** A permission as `Mail.Read (application, unused)`, a part of the risk as `new_app 10`. */
function brief(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  const { permission, type, use, part, points }: Row = { ...value };
  return permission === undefined ? `${part} ${points}` : `${permission} (${type}, ${use})`;
}
