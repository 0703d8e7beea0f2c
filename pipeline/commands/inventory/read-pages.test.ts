import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPages } from "./read-pages.ts";

async function steps(text: string): Promise<readonly string[]> {
  const input = { kind: "stream", path: "t", open: () => Readable.from([Buffer.from(text)]) } as const;
  const found: string[] = [];
  for await (const step of readPages([input], new AbortController().signal)) {
    const list = step.page.context.split("#")[1] ?? "";
    found.push(
      step.kind === "page_end" ? `${list}:${step.end}` : `${list}=${step.kind === "record" ? step.text : "refused"}`,
    );
  }
  return found;
}

const page = (list: string, records: string, more = ""): string =>
  `{"@odata.context":"https://graph.example/$metadata#${list}",${more}"value":[${records}]}`;
const NEXT = '"@odata.nextLink":"https://graph.example/next?$skiptoken=';

describe("pages of lists", () => {
  test("give their records with what they are of, and how they end", async () => {
    const text = `${page("users", '{"id":1},{"id":2}', `${NEXT}x",`)}\n${page("users", '{"id":3}')}\n${page("apps", "")}`;
    expect(await steps(text)).toEqual([
      'users={"id":1}',
      'users={"id":2}',
      "users:more",
      'users={"id":3}',
      "users:last",
      "apps:last",
      ":last",
    ]);
  });

  test("are recognised with a token of thousands of characters before their records, or a link behind them", async () => {
    expect(await steps(page("users", '{"id":1}', `${NEXT}${"t".repeat(5_000)}",`))).toEqual([
      'users={"id":1}',
      "users:more",
      ":last",
    ]);
    expect(await steps(page("users", '{"id":1}').replace(/}$/, `,${NEXT}y"}`))).toEqual([
      'users={"id":1}',
      "users:more",
      ":last",
    ]);
  });

  test("are parts when they are cut off, or lists of changes", async () => {
    expect((await steps(page("users", '{"id":1},{"id":2}').slice(0, -12))).at(-2)).toBe("users:part");
    expect(await steps(page("users/$delta", '{"id":1}'))).toContain("users/$delta:part");
  });

  test("may be no pages at all: records, a line each", async () => {
    expect(await steps('{"id":1}\n{"id":2}\n')).toEqual(['={"id":1}', '={"id":2}', ":last"]);
  });

  test("keep each record to its own page, whatever stands in it", async () => {
    const lists = fc.array(fc.array(fc.record({ id: fc.nat(9), "@odata.nextLink": fc.string() }), { maxLength: 4 }), {
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(lists, async (pages) => {
        const text = pages
          .map((records, n) => page(`l${n}`, records.map((record) => JSON.stringify(record)).join(",")))
          .join("\n");
        const wanted = pages.flatMap((records, n) => [
          ...records.map((record) => `l${n}=${JSON.stringify(record)}`),
          `l${n}:last`,
        ]);
        expect(await steps(text)).toEqual([...wanted, ":last"]);
      }),
      { numRuns: 50 },
    );
  });
});
