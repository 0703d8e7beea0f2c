import { type Static, Type } from "typebox";
import type { Query } from "../../../queries/define-query.ts";
import { sqlText } from "../../../queries/define-query.ts";
import type { UsageLevel } from "../usage/levels.ts";

/** One bucket that differs: what the usage table keeps and what was counted, over the keys that differ. */
const Fault = Type.Object({
  tenant: Type.String(),
  at_s: Type.Integer(),
  keys: Type.Integer(),
  events_kept: Type.Number(),
  events_counted: Type.Number(),
  calls_kept: Type.Number(),
  calls_counted: Type.Number(),
  example: Type.String(),
});
export type UsageFault = Static<typeof Fault>;

const Params = Type.Object({});
const COMPARE = sqlText(import.meta.url, "recount");

/**
 * The buckets of a usage table that differ from a recount. The recount is the SELECT that makes the table's rows, so
 * that there is one definition of what they hold; the tests count in another way.
 */
export function recountQuery(level: UsageLevel): Query<typeof Params, typeof Fault> {
  const own = (side: string): string =>
    `[${level.own_columns.map((column) => `toUInt64(${side}.${column})`).join(", ")}]`;
  const sql = COMPARE.replace("{{counted}}", () => level.select)
    .replace("{{own_counted}}", own("counted"))
    .replace("{{own_kept}}", own("kept"));
  return { name: `recount-${level.table}`, sql, params: Params, row: Fault };
}
