import { type TSchema, Type } from "typebox";
import { type Query, sqlText } from "../../../queries/define-query.ts";
import type { PolicyDocument } from "../../../schemas/policy.ts";
import { type Bind, EXPRESSIONS } from "./conditions.ts";
import type { ConditionTree } from "./read-conditions.ts";
import type { Policy } from "./read-policies.ts";

const MATCHING = sqlText(import.meta.url, "matching");
const MatchedApp = Type.Object({ app_id: Type.String(), app_name: Type.String() });

/** Whose apps, by which facts, as of when. */
export interface PolicyMoment {
  readonly tenant: string;
  /** What is judged of the apps now, or of the day that is tried out. */
  readonly facts_table: "app_facts" | "backtest_facts";
  readonly at_ms: number;
}

/** The one query that finds the apps which a policy matches at a moment, and its parameters. */
export function compilePolicy(
  { document, when }: Policy,
  moment: PolicyMoment,
): {
  readonly query: Query<ReturnType<typeof Type.Object>, typeof MatchedApp>;
  readonly params: Readonly<Record<string, unknown>>;
} {
  const params: Record<string, unknown> = { ...moment };
  const bind: Bind = (type, value) => {
    const name = `value_${Object.keys(params).length}`;
    params[name] = value;
    return `{${name}:${type}}`;
  };
  const left_alone = `f.app_id NOT IN (SELECT app_id FROM said WHERE arrayExists(e -> e.policy = ${bind("String", document.name)} AND e.until > until, exceptions))`;
  const parts = [inScope(document.scope ?? "all", bind), left_alone, expressionOf(when, bind)];
  const asked = parts.map((each) => `ifNull(${each}, 0)`);
  const sql = [MATCHING.trimEnd(), ...asked.map((each) => `    AND ${each}`), "ORDER BY app_id"].join("\n");
  const shape: Record<string, TSchema> = Object.fromEntries(Object.keys(params).map((name) => [name, Type.Unknown()]));
  return { query: { name: `policy-${document.name}`, sql, params: Type.Object(shape), row: MatchedApp }, params };
}

function expressionOf(tree: ConditionTree, bind: Bind): string {
  if (tree.kind === "is") return `(${EXPRESSIONS[tree.name](tree.value, bind)})`;
  if (tree.kind === "not") return `(NOT ${expressionOf(tree.part, bind)})`;
  const parts = tree.parts.map((part) => expressionOf(part, bind));
  return `(${parts.join(tree.kind === "all" ? " AND " : " OR ")})`;
}

function inScope(scope: NonNullable<PolicyDocument["scope"]>, bind: Bind): string {
  if (scope === "all") return "1";
  if ("apps" in scope) return `has(${bind("Array(String)", scope.apps)}, f.app_id)`;
  if ("except" in scope) return `NOT has(${bind("Array(String)", scope.except)}, f.app_id)`;
  return `hasAny(${bind("Array(String)", scope.tags)}, f.tags)`;
}
