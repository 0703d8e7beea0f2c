import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { line } from "../../../tests/land.ts";
import { openTestStore } from "../../../tests/test-store.ts";
import { readConfig } from "../../config.ts";
import { listInputs } from "../../readers/inputs/list-inputs.ts";
import { createRollup } from "../../rollup/rollup.ts";
import type { CommandContext } from "../context.ts";
import { ingestInputs } from "./ingest-inputs.ts";

const HOURS_MS = 3 * 3_600_000;
const store = await openTestStore();
const workspace = { store, rollup: createRollup(store), applied: [], close: async () => undefined };
const dir = mkdtempSync(join(tmpdir(), "tidemark-clock-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const context: CommandContext = {
  config: readConfig({}),
  terminal: { out: () => undefined, err: () => undefined, interactive: false },
  json: true,
  signal: new AbortController().signal,
};

test.each([HOURS_MS, -HOURS_MS])(
  "counts what it stored when our clock is %i ms ahead of the server's",
  async (ahead_ms) => {
    const tenant = `clock${ahead_ms}`;
    const path = join(dir, tenant);
    writeFileSync(path, `${line("e1", { tenant })}\n${line("e2", { tenant })}\n`);
    const inputs = await listInputs([path], () => process.stdin);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ahead_ms });
    try {
      const { totals } = await ingestInputs(context, workspace, {
        source: "tidemark",
        tenant,
        feed: undefined,
        inputs,
      });
      expect(totals).toEqual({ read: 2, stored: 2, duplicates: 0, quarantined: 0 });
    } finally {
      vi.useRealTimers();
    }
    expect(await store.number("sum(events)", `usage_minute FINAL WHERE tenant = '${tenant}'`)).toBe(2);
  },
);
