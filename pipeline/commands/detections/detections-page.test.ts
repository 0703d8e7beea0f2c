import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { CATALOGUE } from "../../../schemas/detections/catalogue.ts";
import { detectionsPage } from "./detections-page.ts";

test("docs/detections.md is what the catalogue says (npx vitest -u writes it)", async () => {
  const page = fileURLToPath(new URL("../../../docs/detections.md", import.meta.url));
  await expect(detectionsPage()).toMatchFileSnapshot(page);
});

test("every detection of the reference is there once, under an id of its own", () => {
  const numbers = CATALOGUE.map(({ reference }) => reference).filter((reference) => reference.startsWith("D"));
  expect(numbers).toEqual(Array.from({ length: 46 }, (_, n) => `D${n + 1}`));
  expect(new Set(CATALOGUE.map(({ id }) => id)).size).toBe(CATALOGUE.length);
});

test("every detection says what it needs and what to do", () => {
  for (const { id, feeds, actions, explanation, parts, kind } of CATALOGUE) {
    expect([id, feeds.length > 0, actions.length > 0, explanation.length > 40]).toEqual([id, true, true, true]);
    expect([id, parts.length > 0]).toEqual([id, kind !== "usage"]);
  }
});
