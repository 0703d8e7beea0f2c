import type { DerivedTable, TableWriter } from "../core/ports.ts";
import type { Connection } from "./connection.ts";

/** Rows in one insert; derived rows are small, so that this stays under some ten megabytes. */
const ROWS_PER_INSERT = 20_000;

type Row = Readonly<Record<string, unknown>>;

export function createTableWriter(connection: Connection): TableWriter {
  return { insert: (table, rows) => insertRows(connection, table, rows) };
}

async function insertRows(connection: Connection, table: DerivedTable, rows: readonly Row[]): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    const part = rows.slice(start, start + ROWS_PER_INSERT);
    const body = Buffer.from(part.map((row) => JSON.stringify(row)).join("\n"));
    await connection.execute({ sql: `INSERT INTO ${table} FORMAT JSONEachRow`, settings: SETTINGS, body });
  }
}

const SETTINGS = { async_insert: 0, max_partitions_per_insert_block: "0", wait_end_of_query: 1 } as const;
