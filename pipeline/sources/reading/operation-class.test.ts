import { describe, expect, test } from "vitest";
import { OPERATION_RULES } from "../../../schemas/operation-classes/operation-rules.ts";
import { FEEDS } from "../feeds.ts";
import { classifier } from "./operation-class.ts";

describe.each(Object.entries(OPERATION_RULES))("the table of %s", (_, rules) => {
  test("each name has the class of its line, however it is written", () => {
    const classOf = classifier(rules);
    for (const { operation_class, names = [], service } of rules) {
      for (const name of names) {
        const first = rules.find((rule) => rule.service === service && rule.names?.includes(name));
        expect([name, classOf(` ${name.toUpperCase()} `, service).operation_class]).toEqual([
          name,
          first?.operation_class ?? operation_class,
        ]);
      }
    }
  });

  test("expressions mean the same in RE2: whole keys from the beginning, nothing that looks around or back", () => {
    for (const { pattern = "^" } of rules) {
      expect(pattern).toMatch(/^\^/);
      expect(pattern).not.toMatch(/\(\?|\\[1-9bBkdDwWsS]|[A-Z]/);
    }
  });

  test("what no line fits is other, and so is anything strange", () => {
    const classOf = classifier(rules);
    for (const name of ["", "__proto__", "constructor", "no such operation", "x".repeat(10_000)]) {
      expect(classOf(name, "__proto__")).toEqual({ operation_class: "other", moves_content: false });
    }
  });
});

test("every feed has a table", () => {
  expect(Object.keys(OPERATION_RULES).sort()).toEqual(Object.keys(FEEDS).sort());
});
