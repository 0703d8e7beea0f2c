import { createHash } from "node:crypto";
import { type OperationRule, operationKey } from "../../schemas/operation-classes/operation-rule.ts";
import { OPERATION_RULES } from "../../schemas/operation-classes/operation-rules.ts";
import type { Connection } from "./connection.ts";

type RuleTables = Readonly<Record<string, readonly OperationRule[]>>;

/** Rows of a store that knew no rules yet have none in force. */
const IN_FORCE = "SELECT argMax(rules_hash, loaded_at) AS rules_hash FROM operation_rules";

/**
 * Put the rules from operations to classes into the store, so that SQL classifies as the mappers do. Writes only where
 * others are in force, all in one insert; answers whether it did.
 */
export async function loadOperationRules(
  connection: Connection,
  tables: RuleTables = OPERATION_RULES,
): Promise<boolean> {
  const rows = ruleRows(tables);
  const rules_hash = hashOf(rows);
  const [found] = await connection.json(IN_FORCE);
  if (Object(found).rules_hash === rules_hash) return false;
  const loaded_at = Date.now();
  const body = Buffer.from(rows.map((row) => JSON.stringify({ ...row, rules_hash, loaded_at })).join("\n"));
  await connection.execute({ sql: "INSERT INTO operation_rules FORMAT JSONEachRow", settings: SETTINGS, body });
  return true;
}

/** The hash of the rules that this program knows; `operation_rules` names the one in force. */
export function operationRulesHash(tables: RuleTables = OPERATION_RULES): string {
  return hashOf(ruleRows(tables));
}

function ruleRows(tables: RuleTables): readonly object[] {
  return Object.entries(tables).flatMap(([source, rules]) =>
    rules.map((rule, place) => ({
      source,
      place,
      service: rule.service?.toLowerCase() ?? "",
      keys: (rule.names ?? []).map(operationKey),
      pattern: rule.pattern ?? "",
      operation_class: rule.operation_class,
      moves_content: rule.moves_content ? 1 : 0,
    })),
  );
}

function hashOf(rows: readonly object[]): string {
  return createHash("sha256").update(JSON.stringify(rows)).digest("hex");
}

const SETTINGS = { async_insert: 0, wait_end_of_query: 1 } as const;
