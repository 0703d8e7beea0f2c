import { expect, test } from "vitest";
import { nameMarks } from "./name-marks.ts";

test.each([
  ["Backup Pro", []],
  ["Büro für Prüfung 2", []],
  ["Отчёты", []],
  ["", ["no_name"]],
  [undefined, ["no_name"]],
  ["gpj.\u202Eexe", ["bidi_name"]],
  ["Micro\u200Bsoft", ["invisible_name"]],
  ["Miсrosoft Teams", ["mixed_script_name"]],
  ["𝐌icrosoft", ["mixed_script_name"]],
  ["x".repeat(10_000), ["long_name"]],
])("marks what is odd about the name %j", (name, marks) => {
  expect(nameMarks(name)).toEqual(marks);
});
