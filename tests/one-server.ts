import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { openStore } from "../pipeline/store/open-store.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The one ClickHouse server of a run of integration tests. */
    readonly clickhouse: { readonly url: string; readonly user: string; readonly password: string };
  }
}

/** One embedded server for all integration tests of a run; what it leaves behind goes with it, whatever came of them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), "tidemark-tests-"));
  const remove = (): void => rmSync(dir, { recursive: true, force: true });
  const store = await openStore({ kind: "embedded", dir, role: "tests", exclusive: true }).catch((error: unknown) => {
    remove();
    throw error;
  });
  const { url, user, password } = store.connection.endpoint;
  project.provide("clickhouse", { url, user, password });
  return async () => {
    await store.close();
    remove();
  };
}
