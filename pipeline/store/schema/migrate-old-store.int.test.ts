import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { land, line } from "../../../tests/land.ts";
import { openEmptyStore } from "../../../tests/test-store.ts";
import { migrate } from "./migrate.ts";

const FILES = fileURLToPath(new URL("../../../schemas/clickhouse/", import.meta.url));
/** What the first release had. */
const FIRST_FILES = /^000[1-4]_/;
const OLD_LINE = line("old", { app_id: "app", ip: "203.0.113.7" });

const store = await openEmptyStore();

test("a store of the first release keeps its events and goes on", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tidemark-old-"));
  for (const name of readdirSync(FILES).filter((name) => FIRST_FILES.test(name)))
    cpSync(join(FILES, name), join(folder, name));
  await migrate(store.connection, folder);
  rmSync(folder, { recursive: true });
  const sql = "INSERT INTO landing (source, batch_id, position, line) VALUES ('tidemark', 'b', 'p:1', {line:String})";
  await store.connection.execute({ sql, params: { line: OLD_LINE } });

  await migrate(store.connection);

  expect(await land(store.landing, [OLD_LINE, line("new"), "no event"])).toEqual({ accepted: 2, quarantined: 1 });
  expect(await store.rows("SELECT event_id FROM events FINAL ORDER BY event_id")).toEqual([
    { event_id: "new" },
    { event_id: "old" },
  ]);
});
