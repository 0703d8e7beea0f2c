import type { RewriteRecord } from "./record-lines.ts";

/** How the Azure CLI writes a cell without a value. */
const NO_VALUE = "None";
const TABLE = "TableName";

/** A row of `az monitor log-analytics query`, whose cells are all texts, without those that have no value. */
export const azureCliRow: RewriteRecord = (record) => {
  const row = parsed(record);
  if (typeof row !== "object" || row === null || Array.isArray(row)) return record;
  const given = Object.entries(row).filter(([name, cell]) => name !== TABLE && cell !== NO_VALUE && cell !== "");
  return Buffer.from(JSON.stringify(Object.fromEntries(given)));
};

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}
