import { expect, test } from "vitest";
import { openTestApi } from "../test-api.ts";

const { get, store } = await openTestApi();

test("tells what can raise an alert, with its rule and what the tenant set of it", async () => {
  await store.writer.insert("detection_settings", [
    {
      ...{ tenant: "default", detection: "new_user_agent", app_id: "", revision: 1, recorded_at: 0, actor: "ana" },
      ...{ state: "off", until: null, sensitivity: "medium", note: "too many" },
    },
  ]);
  await store.writer.insert("detection_list_loads", [
    {
      ...{ list: "bad-urls", load_id: "1", tenant: "", origin: "urls.txt", kind: "url", values: 3 },
      ...{ failure: "", loaded_at: Date.UTC(2026, 9, 1) },
    },
    {
      ...{ list: "bad-urls", load_id: "2", tenant: "", origin: "urls.txt", kind: "url", values: 0 },
      ...{ failure: "it is gone", loaded_at: Date.UTC(2026, 9, 2) },
    },
  ]);
  const { status, body } = await get("/v1/detections?tenant=default");
  expect([status, body]).toEqual([200, expect.anything()]);
  const found = body.detections.find(({ reference }: { readonly reference: string }) => reference === "D29");
  expect(found).toMatchObject({ id: "new_user_agent", severity: "low", techniques: [{ id: "T1567" }] });
  expect(found.settings).toEqual([
    { app_id: null, state: "off", until: null, sensitivity: "medium", changed_by: "ana", note: "too many" },
  ]);
  expect(found.rule[0]).toContain("first_user_agent");
  expect(body.lists).toMatchObject([{ list: "bad-urls", values: 3, failure: "it is gone", age_s: expect.any(Number) }]);
});
