import { expect, test } from "vitest";
import { SIGNAL_RULES } from "./signal-rules.ts";

test.each([
  ["azure-signin.example", true],
  ["login.teamslogin.example", true],
  ["support-office.example", true],
  ["office-furniture.example", false],
  ["teamsport.example", false],
  ["azuresea-hotels.example", false],
  ["support.windows-cleaning.example", false],
])("a word of a brand counts right beside a word that lures: %s", (host, lures) => {
  expect(new RegExp(SIGNAL_RULES.brand_lures).test(host)).toBe(lures);
});
