import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { reclassifiedOperations } from "../../queries/feeds/reclassified-operations.ts";
import { unknownOperations } from "../../queries/feeds/unknown-operations.ts";
import type { CommonEvent } from "../../schemas/common-event.ts";
import type { OperationRule } from "../../schemas/operation-classes/operation-rule.ts";
import { OPERATION_RULES } from "../../schemas/operation-classes/operation-rules.ts";
import { openTestStore } from "../../tests/test-store.ts";
import { recordsIn } from "../core/map-record.ts";
import { SAMPLES, samples_missing } from "../sources/feed.fixture.ts";
import { FEEDS } from "../sources/feeds.ts";
import { classifier } from "../sources/reading/operation-class.ts";
import { loadOperationRules, operationRulesHash } from "./operation-rules.ts";

const store = await openTestStore();

/** A class that no rule gives, so that every operation comes back as one whose class differs. */
const STORED = "stored";
const EVERYTHING = { from_ms: 0, to_ms: 9_000_000_000_000, limit: 1_000_000 };

beforeAll(async () => {
  expect(await loadOperationRules(store.connection)).toBe(true);
});

type Draft = Pick<CommonEvent, "operation" | "service" | "details">;

async function landed(source: string, drafts: readonly Draft[]): Promise<void> {
  const rows = drafts.map(({ operation, service, details }, n) => ({
    position: `${n}`,
    line: JSON.stringify({
      event_id: `e${n}`,
      kind: "api_call",
      at: 1_790_000_000_000,
      operation,
      service,
      details,
      operation_class: STORED,
    }),
    raw: "",
    reason: "",
    detail: "",
  }));
  const counts = await store.landing.writeRows({ tenant: "t", source, run_id: "run", rows });
  expect(counts).toEqual({ accepted: rows.length, quarantined: 0 });
}

async function classesInSql(source: string): Promise<readonly string[]> {
  const rows = await store.reader.rows(reclassifiedOperations, EVERYTHING);
  const own = rows.filter((row) => row.source === source);
  await store.connection.execute({ sql: "TRUNCATE TABLE events" });
  return own.map(({ service, operation, present_class }) => told(operation, service, present_class)).sort();
}

function told(operation: string | null | undefined, service: string | null | undefined, present: unknown): string {
  return JSON.stringify([operation ?? "", service ?? "", present]);
}

const METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD"];
const SEGMENTS =
  "me users groups applications servicePrincipals {id} messages mailFolders inbox childFolders messageRules sendMail send drive drives root: {path}: root items content children search() delta chats channels teams getAllMessages oauth2PermissionGrants appRoleAssignments addPassword federatedIdentityCredentials $count $ref microsoft.graph.user getAllMessages()";

const graphCall = fc
  .tuple(fc.constantFrom(...METHODS), fc.array(fc.constantFrom(...SEGMENTS.split(" ")), { maxLength: 7 }), fc.nat(9))
  .map(([method, path, search]) => ({
    operation: `${method} /${path.join("/")}${search === 0 ? "?$search" : ""}`,
    service: "exchange",
  }));

/** A name of the table or one that its expressions may fit, as somebody may write it. */
function written(rules: readonly OperationRule[]): fc.Arbitrary<Draft> {
  const names = rules.flatMap((rule) => rule.names ?? []);
  const services = [...rules.flatMap((rule) => rule.service ?? []), "elsewhere", ""];
  const stems = rules.flatMap((rule) => (rule.pattern ?? "").replace(/\\(.)/g, "$1").split(/[|()^$]+/));
  const pieces = fc.array(fc.constantFrom(...stems, ...names, "/", " "), { minLength: 1, maxLength: 4 });
  const name = fc.oneof(
    fc.constantFrom(...names, "none"),
    pieces.map((parts) => parts.join("")),
    fc.string({ unit: "binary" }),
  );
  const space = fc.constantFrom("", " ", "\t", "\u00a0 ", "\u2003", "\ufeff", "\v", "  ");
  return fc
    .tuple(space, name, space, fc.constantFrom("", ".", " .", ".."), fc.nat(3), fc.constantFrom(...services))
    .map(([before, text, after, dot, how, service]) => ({
      operation: `${before}${cased(text, how)}${dot}${after}`,
      service: how === 2 ? service.toUpperCase() : service,
    }));
}

function cased(text: string, how: number): string {
  if (how === 0) return text.toUpperCase().replaceAll("K", "\u212a");
  if (how === 1) return text.replaceAll("-", "\u2013").replaceAll(" ", "\u3000");
  return how === 2 ? text.replaceAll(" ", "  ") : text;
}

const GENERATED = 2_000;

describe.each(Object.entries(OPERATION_RULES))("%s", (source, rules: readonly OperationRule[]) => {
  test("SQL gives the class that TypeScript gives, however an operation is written", async () => {
    const classOf = classifier(rules);
    const made = source === "ms_graph_activity" ? fc.oneof(graphCall, written(rules)) : written(rules);
    const drafts = fc.sample(made, GENERATED);
    await landed(source, drafts);
    const expected = new Set(
      drafts.map(({ operation, service }) =>
        told(operation, service, classOf(operation ?? "", service).operation_class),
      ),
    );
    expect(await classesInSql(source)).toEqual([...expected].sort());
    expect([...expected].filter((text) => !text.endsWith('"other"]')).length).toBeGreaterThan(rules.length / 2);
  });
});

/** The records of a feed's samples: documents, lists, envelopes, one a line. */
function sampleRecords(source: string): readonly unknown[] {
  const folder = join(SAMPLES, source);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
  return files.flatMap((name) => {
    const text = readFileSync(join(folder, name), "utf8").trim();
    const lines = text.split("\n");
    const is_lines = lines.length > 1 && lines.every((line) => line.startsWith("{") && line.trimEnd().endsWith("}"));
    const documents: readonly unknown[] = (is_lines ? lines : [text]).map((line) => JSON.parse(line));
    return documents.flatMap((document) => {
      const inner = recordsIn(document);
      return inner.length === 0 ? [document] : inner;
    });
  });
}

describe.skipIf(samples_missing)(`real records (skipped where ${SAMPLES} is missing)`, () => {
  test.each(["aws_cloudtrail", "entra_audit", "google_workspace", "o365_audit", "salesforce"] as const)(
    "SQL gives each operation of %s the class that its mapper gave it",
    async (source) => {
      const mapped = sampleRecords(source).map((record) => FEEDS[source].map(record));
      const events = mapped
        .flatMap((result) => (result.kind === "several" ? result.results : [result]))
        .flatMap((result) => (result.kind === "event" ? [result.event] : []));
      expect(events.length).toBeGreaterThan(3);
      await landed(source, events);
      const expected = new Set(
        events.map(({ operation, service, operation_class }) => told(operation, service, operation_class)),
      );
      expect(await classesInSql(source)).toEqual([...expected].sort());
    },
  );
});

test("a second text decides as in the mappers: the target of a directory change, the activity of an OCSF event", async () => {
  await landed("entra_audit", [
    { operation: "Disable account", details: { target_type: "ServicePrincipal" } },
    { operation: "Disable account ", details: { target_type: "User" } },
  ]);
  expect(await classesInSql("entra_audit")).toEqual([
    told("Disable account ", "", "other"),
    told("Disable account", "", "app.write"),
  ]);
  await landed("ocsf", [
    { operation: "fetch", details: { activity: "Datastore Activity: Read" } },
    { operation: "GetObject", details: { activity: "Datastore Activity: Write" } },
  ]);
  expect(await classesInSql("ocsf")).toEqual([told("GetObject", "", "file.read"), told("fetch", "", "record.read")]);
});

test("rules are written once, and again when others come; the last loaded are in force", async () => {
  const count = (): Promise<number> => store.number("count()", "operation_rules FINAL");
  const before = await count();
  expect(await loadOperationRules(store.connection)).toBe(false);
  const others = { aws_cloudtrail: [{ operation_class: "mail.send", names: ["GetObject"] }] } as const;
  expect(await loadOperationRules(store.connection, others)).toBe(true);
  expect(await count()).toBe(before + 1);
  await landed("aws_cloudtrail", [{ operation: "GetObject" }]);
  expect(await classesInSql("aws_cloudtrail")).toEqual([told("GetObject", "", "mail.send")]);
  expect(await loadOperationRules(store.connection)).toBe(true);
  expect(await count()).toBe(before + 1);
  expect(operationRulesHash(others)).not.toBe(operationRulesHash());
});

test("operations that no rule knows are counted, with an event to look at", async () => {
  const line = (n: number, operation: string): string =>
    JSON.stringify({ event_id: `u${n}`, kind: "api_call", at: 1_790_000_000_000 + n, operation, app_id: `a${n}` });
  const rows = ["New", "New", "Newer", ""].map((operation, n) => ({
    position: `${n}`,
    line: line(n, operation),
    raw: "",
    reason: "",
    detail: "",
  }));
  await store.landing.writeRows({ tenant: "t", source: "o365_audit", run_id: "run", rows });
  const found = await store.reader.rows(unknownOperations, EVERYTHING);
  expect(
    found.map(({ operation, events, apps, example_event_id }) => [operation, events, apps, example_event_id]),
  ).toEqual([
    ["New", 2, 2, "u1"],
    ["Newer", 1, 1, "u2"],
  ]);
});
