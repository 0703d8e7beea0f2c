import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { detectionLists } from "../../../queries/detections/lists.ts";
import { openTestStore } from "../../../tests/test-store.ts";
import { loadLists } from "./load-lists.ts";
import { readLists } from "./read-lists.ts";

const store = await openTestStore();
const dir = mkdtempSync(join(tmpdir(), "tidemark-lists-"));
afterAll(() => rmSync(dir, { recursive: true }));
let now_ms = Date.UTC(2026, 9, 1);
const deps = { writer: store.writer, clock: { now_ms: () => (now_ms += 1_000) } };

test("a list that cannot be fetched any more leaves the last good one, and says why", async () => {
  let status = 200;
  const server = createServer((_, answer) =>
    answer.writeHead(status).end("# bad ones\nhttps://Evil.Example/cb\nbad.example\n"),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // An address that listens on TCP has a port.
  const { port } = server.address() as AddressInfo;
  const lists = [{ name: "urls", kind: "url", from: `http://127.0.0.1:${port}/list` }];
  expect(await loadLists(deps, lists)).toEqual([{ list: "urls", values: 2, failure: "" }]);
  status = 503;
  await loadLists(deps, lists);
  expect(await store.reader.rows(detectionLists, {})).toMatchObject([
    {
      list: "urls",
      values: 2,
      failure: expect.stringContaining("503"),
      loaded_at: expect.stringContaining("2026-10-01"),
    },
  ]);
  expect(await store.rows("SELECT value FROM detection_list_values FINAL ORDER BY value")).toEqual([
    { value: "bad.example" },
    { value: "evil.example" },
  ]);
  await new Promise((resolve) => server.close(resolve));
});

test("a file of lists with a mistake is refused with the place", () => {
  const file = join(dir, "lists.yaml");
  writeFileSync(file, "lists:\n  - { name: a, kind: colour, from: a.txt }\n");
  expect(() => readLists(file)).toThrow(/lists\/0\/kind/);
});
