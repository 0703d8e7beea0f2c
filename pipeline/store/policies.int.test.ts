import { expect, test } from "vitest";
import { policies } from "../../queries/policies/list.ts";
import { openTestStore } from "../../tests/test-store.ts";

const store = await openTestStore();
const one = { name: "a", revision: 0, title: "A", severity: "low", state: "audit", document: "name: a", place: "f:1" };

function change(actor: string, ...changed: (typeof one)[]): Promise<number> {
  return store.policies.change({ tenant: "default", actor, policies: changed });
}

async function standing(newest_only = 1): Promise<readonly unknown[]> {
  const rows = await store.reader.rows(policies, { tenant: "default", name: "", newest_only });
  return rows.map(({ name, revision, changed_by, document }) => [name, revision, changed_by, document]);
}

test("keeps every revision with who brought it; the same again is none", async () => {
  expect(await change("ana", one)).toBe(1);
  expect(await change("bob", { ...one, revision: 1, document: "name: a #2" })).toBe(1);
  expect(await change("cid", { ...one, revision: 2, document: "name: a #2" })).toBe(0);
  expect(await standing(0)).toEqual([
    ["a", 2, "bob", "name: a #2"],
    ["a", 1, "ana", "name: a"],
  ]);
});

test("the second of two who change at once is told who was first, and a name that exists is refused whole", async () => {
  const before = await standing(0);
  await expect(change("dora", { ...one, revision: 1 })).rejects.toThrow(
    /f:1: policy a is not at 1, but at revision 2 \(bob/,
  );
  await expect(change("dora", { ...one, name: "b" }, one)).rejects.toThrow(/f:1: policy a exists, at revision 2 \(bob/);
  await expect(change("dora", { ...one, name: "b", revision: 4 })).rejects.toThrow(/no policy b to replace/);
  expect(await standing(0)).toEqual(before);
});

test("of two at the same time one wins", async () => {
  const both = [0, 1].map((n) => change(`n${n}`, { ...one, name: "c", document: `name: c #${n}` }));
  const ended = await Promise.allSettled(both);
  expect(ended.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});
