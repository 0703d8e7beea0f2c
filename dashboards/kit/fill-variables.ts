/** A variable's value as Grafana holds it. */
export interface VariableValue {
  readonly value: string | readonly string[];
  /** All is chosen; `value` is then every option. */
  readonly all?: boolean;
}

export interface AdHocFilter {
  readonly key: string;
  readonly operator: "=" | "!=" | "<" | ">" | "=~" | "!~" | "IN";
  readonly value: string;
}

export interface Filling {
  readonly variables: Readonly<Record<string, VariableValue>>;
  readonly ad_hoc?: readonly AdHocFilter[];
}

/** `$name`, `[[name:format]]`, `${name:format}`: where Grafana looks for variables. */
const PLACES = /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?::([^}]+))?\}/g;

/**
 * What Grafana and the ClickHouse plugin (v4.20) do to a query in the browser, in their order: `$__conditionalAll`, then
 * variables, then ad hoc filters. What is no variable stays as it is.
 */
export function fillVariables(rawSql: string, filling: Filling): string {
  const reduced = applyConditionalAll(rawSql, filling.variables);
  const filled = reduced.replace(
    PLACES,
    (whole, plain?: string, old?: string, oldFormat?: string, name?: string, format?: string) => {
      const key = plain ?? old ?? name ?? "";
      const found = filling.variables[key];
      return found ? formatted(key, found, format ?? oldFormat) : whole;
    },
  );
  return applyAdHocFilters(filled, filling.ad_hoc ?? []);
}

const CONDITIONAL = "$__conditionalAll(";

/** `$__conditionalAll(condition, $variable)`: no condition where all is chosen. From the last one backwards. */
function applyConditionalAll(text: string, variables: Filling["variables"]): string {
  const at = text.lastIndexOf(CONDITIONAL);
  if (at === -1) return text;
  const args = argumentsAt(text, at + CONDITIONAL.length);
  const [condition, variable] = args;
  if (condition === undefined || variable === undefined || args.length !== 2) return text;
  const name = /(?<=\$\{)\w+(?=\})|(?<=\$)\w+/.exec(variable)?.[0];
  const found = name === undefined ? undefined : variables[name];
  const open = found !== undefined && (found.all === true || found.value === "");
  const call = `${CONDITIONAL}${condition},${variable})`;
  return applyConditionalAll(
    text.replace(call, () => (open ? "1=1" : condition)),
    variables,
  );
}

/** What stands between the commas up to the closing bracket; the plugin counts brackets and knows no quotes here. */
function argumentsAt(text: string, from: number): readonly string[] {
  const args: string[] = [];
  let depth = 1;
  let start = from;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "(") depth++;
    if (text[at] === ")") depth--;
    if (depth === 0) return [...args, text.slice(start, at)];
    if (text[at] !== "," || depth !== 1) continue;
    args.push(text.slice(start, at));
    start = at + 1;
  }
  return [];
}

function formatted(name: string, { value, all }: VariableValue, format: string | undefined): string {
  const values = typeof value === "string" ? [value] : value;
  switch (format) {
    case "sqlstring":
      return values.map((one) => `'${one.replaceAll("'", "''").replaceAll('"', '\\"')}'`).join(",");
    case "singlequote":
      return values.map((one) => `'${one.replaceAll("'", "\\'")}'`).join(",");
    case "percentencode":
      return percentEncoded(typeof value === "string" ? value : `{${value.join(",")}}`);
    case "queryparam":
      // As in the page's own address, where all is one word.
      if (all) return `var-${name}=$__all`;
      return values.map((one) => `var-${name}=${percentEncoded(one)}`).join("&");
    case "csv":
      return values.join(",");
    case "raw":
      return String(value);
    case undefined:
      // The plugin's own format: quotes around the values of a list, and nothing around one.
      return typeof value === "string" ? value : `'${value.join("','")}'`;
    default:
      throw new Error(`No query of ours uses the format ${format} of Grafana`);
  }
}

function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** `$__adHocFilters('table', ...)` inside of SETTINGS. Queries without it get no filter here: none of ours relies on one. */
function applyAdHocFilters(text: string, filters: readonly AdHocFilter[]): string {
  return text.replace(/\$__adHocFilters\s*\(([^)]+)\)/g, (whole, list: string) => {
    const tables = [...list.matchAll(/['"]([^'"]+)['"]/g)].map((match) => match[1]);
    if (tables.length === 0) return whole;
    const condition = filters.map(conditionOf).join("AND");
    const entries = condition === "" ? [] : tables.map((table) => `'${table}': '${condition}'`);
    return `additional_table_filters={${entries.join(", ")}}`;
  });
}

/** The condition stands in a text of its own, and its value in a text inside of that: two layers of escapes. */
function conditionOf({ key, operator, value }: AdHocFilter): string {
  const column = key.includes(".") ? key.split(".").slice(1).join(".") : key;
  const inner = value.replaceAll("\\", "\\\\\\\\").replaceAll("'", "\\\\\\'");
  const text = operator === "IN" ? `(\\'${inner}\\')` : `\\'${inner}\\'`;
  const words = { "=~": "REGEXP", "!~": "NOT REGEXP" } as const;
  return ` ${column} ${operator === "=~" || operator === "!~" ? words[operator] : operator} ${text} `;
}
