import { Value } from "typebox/value";
import type { ParamsOf, Query, RowOf } from "../../queries/define-query.ts";
import { AppError } from "../core/errors.ts";
import type { QueryReader } from "../core/ports.ts";
import type { Connection, Params } from "./connection.ts";

const ARROW_SETTINGS = {
  output_format_arrow_compression_method: "none",
  output_format_arrow_string_as_string: 1,
} as const;

/** Runs named queries on a read-only connection; the server's query log names the query. */
export function createQueryReader(connection: Connection): QueryReader {
  return {
    rows: (query, params) => rows(connection, query, params),
    lines: (query, params) => connection.lines(query.sql, checked(query, params), { log_comment: query.name }),
    arrow: (query, params) =>
      connection.bytes(`${query.sql}\nFORMAT ArrowStream`, checked(query, params), {
        ...ARROW_SETTINGS,
        log_comment: query.name,
      }),
  };
}

async function rows<Q extends Query>(
  connection: Connection,
  query: Q,
  params: ParamsOf<Q>,
): Promise<readonly RowOf<Q>[]> {
  const found = await connection.json(query.sql, checked(query, params), { log_comment: query.name });
  // The shape of a row is proved by each query's own test against a real server; checking every row again would cost
  // more than the query. This is the one place where ClickHouse's answer becomes a type.
  return found as readonly RowOf<Q>[];
}

function checked(query: Query, params: unknown): Params {
  if (Value.Check(query.params, params)) return params;
  const [fault] = Value.Errors(query.params, params);
  throw new AppError(
    "wrong_usage",
    `Query ${query.name}: ${fault?.instancePath.slice(1) || "parameters"} ${fault?.message ?? "do not fit"}.`,
  );
}
