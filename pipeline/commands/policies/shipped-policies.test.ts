import { expect, test } from "vitest";
import { readPolicies } from "../../govern/policies/read-policies.ts";
import { shippedPolicies } from "./shipped-policies.ts";

const read = shippedPolicies().map((shipped) => ({ shipped, read: readPolicies(shipped.text) }));

test("every policy that ships is good, and has the name of its file", () => {
  const found = read.map(({ read: one }) => ("policies" in one ? one.policies[0]?.document.name : one.faults));
  expect(found).toEqual(shippedPolicies().map(({ name }) => name));
});

test("the nine templates and eleven predefined policies of the reference are all there, off where it has them off", () => {
  const documents = read.flatMap(({ read: one }) =>
    "policies" in one ? one.policies.map((each) => each.document) : [],
  );
  const numbered = (letter: string, count: number) => Array.from({ length: count }, (_, n) => `${letter}${n + 1}`);
  const sorted = documents.map(({ reference = "" }) => reference).sort();
  expect(sorted).toEqual([...numbered("P", 11), ...numbered("T", 9)].sort());
  const off = documents.filter(({ reference = "", state }) => reference.startsWith("P") && state === "inactive");
  expect(off.map(({ reference }) => reference).sort()).toEqual(["P1", "P11", "P2"]);
});
