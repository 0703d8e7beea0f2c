import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { JUDGEMENT_RULES, RISK_POINTS } from "./judgement-rules.ts";

test("docs/app-judgement.md gives every number as it is", () => {
  const text = readFileSync(new URL("../../../docs/app-judgement.md", import.meta.url), "utf8");
  const rows = [...text.matchAll(/^\| `(\w+)` +\| (-?[\d.]+) /gm)].map(([, name, value]) => [name, Number(value)]);
  expect(Object.fromEntries(rows)).toEqual({ ...JUDGEMENT_RULES, ...RISK_POINTS });
});
