import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { openTestApi } from "../test-api.ts";
import { zstdStored } from "./zstd-frame.fixture.ts";

const api = await openTestApi();

afterAll(() => api.close(), 30_000);

/** Requests of one property run; each costs one insert or two. */
const RUNS = 60;
let request = 0;

/** How records stand in a body. */
const FORMS = {
  lines: { type: "application/x-ndjson", of: (records: readonly string[]) => records.join("\n") },
  list: { type: "application/json", of: (records: readonly string[]) => `[${records.join(" ,\n")}]` },
  envelope: { type: "application/json", of: (records: readonly string[]) => `{"records":[${records.join(",")}]}` },
  cloudevents: {
    type: "application/cloudevents-batch+json",
    of: (records: readonly string[]) => `[${records.map((data) => `{"id":"1","data":${data}}`).join(",")}]`,
  },
} as const;

const PACKINGS = {
  none: (body: Buffer) => body,
  gzip: (body: Buffer) => gzipSync(body),
  zstd: zstdStored,
} as const;

/** Records that are taken, and records of every kind that are not; all of them JSON on one line. */
const record = fc.oneof(
  fc.constant("good"),
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value)),
  fc.constantFrom("{}", "[]", "null", '{"a":"\\ud800"}', '{"data":{}}', '{"event_id":5}'),
);

const sent = fc.record({
  records: fc.array(record, { maxLength: 12 }),
  form: fc.constantFrom(..."lines list envelope cloudevents".split(" ")),
  packing: fc.constantFrom(..."none gzip zstd".split(" ")),
  common: fc.boolean(),
});

type Sent = typeof sent extends fc.Arbitrary<infer T> ? T : never;

const good = (common: boolean, id: string) =>
  common
    ? JSON.stringify({ event_id: id, kind: "api_call", at: "2026-10-05T08:15:02Z" })
    : JSON.stringify({ Id: id, CreationTime: "2026-10-05T20:07:27", Operation: "FileDownloaded", UserId: "ana" });

function build({ records, form, packing, common }: Sent) {
  request += 1;
  const texts = records.map((text, n) => (text === "good" ? good(common, `r${request}-${n}`) : text));
  const { type, of } = Object.entries(FORMS).find(([name]) => name === form)?.[1] ?? FORMS.lines;
  const pack = Object.entries(PACKINGS).find(([name]) => name === packing)?.[1] ?? PACKINGS.none;
  return { texts, type, body: pack(Buffer.from(of(texts))), id: request };
}

async function post(body: Buffer, url: string, headers: Record<string, string>) {
  const answer = await api.app.inject({ method: "POST", url, headers, payload: body });
  return { status: answer.statusCode, body: answer.json() };
}

const stored = (id: number) => api.count(`SELECT 1 FROM events FINAL WHERE startsWith(event_id, 'r${id}-')`);

test("accounts for every record of every body, and has stored the good ones", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(sent, async (what) => {
      const { texts, type, body, id } = build(what);
      const url = what.common ? "/v1/events" : "/v1/feeds/o365_audit";
      const headers = { "content-type": type, "content-encoding": what.packing === "none" ? "identity" : what.packing };
      const answer = await post(body, url, headers);
      const goods = what.records.filter((text) => text === "good").length;
      expect(answer.status).toBe(200);
      expect(answer.body.accepted + answer.body.quarantined).toBe(answer.body.read);
      // A foreign record may hold several, or none.
      if (what.common) expect(answer.body.read).toBe(texts.length);
      expect(answer.body.read).toBeGreaterThanOrEqual(texts.length);
      expect(answer.body.accepted).toBe(goods);
      expect(await stored(id)).toBe(goods);
    }),
    { numRuns: RUNS },
  );
});

test("takes a body that was cut anywhere as the lines it has, or not at all", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(sent, fc.nat(), async (what, at) => {
      const { type, body, id } = build(what);
      const cut = body.subarray(0, at % Math.max(1, body.length));
      const headers = { "content-type": type, "content-encoding": what.packing === "none" ? "identity" : what.packing };
      const answer = await post(cut, what.common ? "/v1/events" : "/v1/feeds/o365_audit", headers);
      const whole = cut.length === 0 || (what.form === "lines" && what.packing === "none");
      expect([answer.status, answer.body.error?.code]).toEqual(whole ? [200, undefined] : [400, "input_truncated"]);
      expect(await stored(id)).toBe(whole ? answer.body.accepted : 0);
    }),
    { numRuns: RUNS },
  );
});

test("answers any bytes under any headers, and never with a fault of its own", { timeout: 120_000 }, async () => {
  const types = fc.oneof(
    fc.constantFrom(...Object.values(FORMS).map(({ type }) => type), "application/cloudevents+json", "text/csv", ";"),
    fc.string({ unit: "grapheme-ascii" }),
  );
  const encodings = fc.oneof(fc.constantFrom("identity", "gzip", "zstd", "br"), fc.string({ unit: "grapheme-ascii" }));
  const text = fc.string({ unit: fc.constantFrom(...'[]{},:"\\ \n1adt\u00e9') }).map((body) => Buffer.from(body));
  const bodies = fc.oneof(
    text,
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    text.map((body) => gzipSync(body)),
    text.map(zstdStored),
  );
  await fc.assert(
    fc.asyncProperty(types, encodings, bodies, fc.boolean(), async (type, encoding, body, common) => {
      const headers = { "content-type": type, "content-encoding": encoding, "ce-specversion": "1.0", "ce-id": type };
      const answer = await post(body, common ? "/v1/events" : "/v1/feeds/ocsf", headers);
      expect([200, 400, 413, 415]).toContain(answer.status);
      if (answer.status === 200) expect(answer.body.read).toBe(answer.body.accepted + answer.body.quarantined);
    }),
    { numRuns: 2 * RUNS },
  );
});
