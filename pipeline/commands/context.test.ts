import { expect, test } from "vitest";
import { tableOf } from "./context.ts";

test("a table shows control characters and does not obey them", () => {
  const rows = [{ raw: "evil \u001b[2J\u009b2J\r\n\tline", n: 1 }];
  expect(tableOf(rows)).toMatch(/\nevil \\x1b\[2J\\x9b2J\\x0d\\x0a\\x09line {2}1\n$/);
});
