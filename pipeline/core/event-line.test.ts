import { expect, test } from "vitest";
import { CommonEvent } from "../../schemas/common-event.ts";
import { eventLine } from "./event-line.ts";

const REQUIRED = { event_id: "e", at: 0, kind: "api_call" } as const;

test("carries every field of the common event that has a value, zero and false too", () => {
  const names = Object.keys(CommonEvent.properties).filter((name) => !(name in REQUIRED));
  for (const name of names) {
    expect(JSON.parse(eventLine({ ...REQUIRED, [name]: 0 }))).toEqual({ ...REQUIRED, [name]: 0 });
    expect(JSON.parse(eventLine({ ...REQUIRED, [name]: null }))).toEqual(REQUIRED);
  }
});

test("leaves what lies inside of details as it is", () => {
  const details = { a: null, b: [null, "ü\u0000"], c: { d: false } };
  expect(JSON.parse(eventLine({ ...REQUIRED, details }))).toEqual({ ...REQUIRED, details });
});
