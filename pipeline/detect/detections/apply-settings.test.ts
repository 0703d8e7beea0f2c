import { expect, test } from "vitest";
import { type DetectionSetting, outlooks } from "./apply-settings.ts";

function setting(more: Partial<DetectionSetting>): DetectionSetting {
  const one = { tenant: "t", detection: "new_user_agent", app_id: "", revision: 1, state: "on", until_ms: null };
  return { ...one, sensitivity: "medium", changed_by: "ana", note: "", ...more };
}

test("what is set of an app goes before what is set of all", () => {
  const look = outlooks([setting({ state: "off" }), setting({ app_id: "a", sensitivity: "high" })], 0);
  expect(look("new_user_agent", "a")).toEqual({ is_off: false, factor: 0.5 });
  expect(look("new_user_agent", "b")).toEqual({ is_off: true, factor: 1 });
  expect(look("many_mail_searches", "b")).toEqual({ is_off: false, factor: 1 });
});

test("a detection that rests until a moment looks again from then on", () => {
  const rests = [setting({ state: "off", until_ms: 1_000 })];
  expect(outlooks(rests, 999)("new_user_agent", "a").is_off).toBe(true);
  expect(outlooks(rests, 1_000)("new_user_agent", "a").is_off).toBe(false);
});
