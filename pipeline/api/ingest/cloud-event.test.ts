import { expect, test } from "vitest";
import { completed, contextOf, readCloudEvent } from "./cloud-event.ts";

const CONTEXT = { id: "7", source: "/contoso/app", time: "2026-10-05T08:15:02Z" };
const event = (more: object) => JSON.stringify({ specversion: "1.0", type: "t", ...CONTEXT, ...more });
const read = (text: string) => {
  const found = readCloudEvent(Buffer.from(text));
  return found && { ...found, data: found.data.toString() };
};

test.each([
  ["an object", { data: { a: [1] } }, '{"a":[1]}'],
  ["a quoted text", { data: '{"a":"\\"é"}' }, '{"a":"\\"é"}'],
  ["base64", { data_base64: Buffer.from('{"a":1}').toString("base64") }, '{"a":1}'],
])("takes the data as %s", (_what, fields, data) => {
  expect(read(event(fields))).toEqual({ ...CONTEXT, data });
});

test("keeps the data's own bytes: numbers no JavaScript can hold, and order", () => {
  expect(read('{"data":{"z":9007199254740993, "a":1.0},"id":"1"}')?.data).toBe('{"z":9007199254740993, "a":1.0}');
});

test.each(["{}", event({}), event({ data: "" }), event({ data_base64: "" }), "nonsense", "[1]", '{"data":', ""])(
  "finds no record in %s",
  (text) => {
    expect(read(text)).toBeUndefined();
  },
);

test.each([
  ['{"kind":"x"}', { event_id: "/contoso/app 7", at: CONTEXT.time, kind: "x" }],
  ['{"event_id":"own","kind":"x"}', { at: CONTEXT.time, event_id: "own", kind: "x" }],
  ['{"event_id":"own","at":5}', { event_id: "own", at: 5 }],
  [" { } ", { event_id: "/contoso/app 7", at: CONTEXT.time }],
])("completes %s by what the event says", (data, whole) => {
  expect(JSON.parse(completed(Buffer.from(data), CONTEXT).toString())).toEqual(whole);
});

test("makes no id of half of one", () => {
  expect(completed(Buffer.from('{"a":1}'), { id: "7", source: "", time: "" }).toString()).toBe('{"a":1}');
});

test("reads the headers of binary mode", () => {
  expect(contextOf({ "ce-id": "7", "ce-source": "/caf%C3%A9", "ce-time": "%zz" })).toEqual({
    id: "7",
    source: "/café",
    time: "%zz",
  });
});
