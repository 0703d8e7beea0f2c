import { expect, test } from "vitest";
import { nearestName, nearestNames } from "./nearest-names.ts";

const NAMES = ["privilege_level", "publisher", "unused", "unused_permissions", "calls_30d", "protocol", "port"];

test.each([
  ["a slip of the pen", "publisherr", "publisher"],
  ["a part of a name", "permissions", "unused_permissions"],
  ["letters that changed places", "prot", "port"],
])("says what was probably meant by %s", (_, given, meant) => {
  expect(nearestName(given, NAMES)).toBe(meant);
});

test("gives the likeliest first, and those alike in their own order", () => {
  expect(nearestNames("unused", NAMES, 3)).toEqual(["unused", "unused_permissions", "publisher"]);
});
