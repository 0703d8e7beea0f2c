import { afterAll, expect, test } from "vitest";
import { openTestApi } from "./test-api.ts";

const api = await openTestApi();

afterAll(() => api.close(), 30_000);

test.each([
  ["/v1/apps?limit=0", "limit must be >= 1."],
  ["/v1/apps?limit=ten", "limit must be integer."],
  ["/v1/usage?sort=size", "sort must be equal to one of the allowed values: calls, errors"],
  ["/v1/apps?tennant=contoso", "There is no parameter tennant."],
  ["/v1/alerts?from=yesterday", "from is not a time"],
  ["/v1/usage?from=2026-10-06&to=2026-10-05", "must be before"],
  ["/v1/apps/backup/usage?bucket=minute", "43200 buckets of a minute"],
  [
    "/v1/apps/backup/usage?split=user",
    "split must be equal to one of the allowed values: service, operation_class, source.",
  ],
])("refuses %s in words", async (url, words) => {
  expect(await api.refusal(url)).toEqual([400, expect.stringContaining(words)]);
});

test.each(["/v2/apps", "/v1/apps/none/usage", "/v1/alerts/none"])(
  "answers %s with 404 in the one shape of errors",
  async (url) => {
    expect(await api.get(url)).toEqual({
      status: 404,
      body: { error: { code: "not_found", message: expect.any(String) } },
    });
  },
);

test("answers a broken address in the one shape of errors", async () => {
  expect((await api.get("/v1/apps/%zz/usage")).body.error.code).toBe("wrong_usage");
});

test("documents every route", async () => {
  const { body } = await api.get("/docs/json");
  expect(Object.keys(body.paths).sort()).toEqual([
    "/healthz",
    "/metrics",
    "/readyz",
    "/v1/actions",
    "/v1/actions/{action_id}",
    "/v1/actions/{action_id}/decision",
    "/v1/actions/{action_id}/undo",
    "/v1/alerts",
    "/v1/alerts/{uid}",
    "/v1/alerts/{uid}/policy-draft",
    "/v1/alerts/{uid}/rows",
    "/v1/alerts/{uid}/similar",
    "/v1/apps",
    "/v1/apps/{app_id}",
    "/v1/apps/{app_id}/actions",
    "/v1/apps/{app_id}/annotation",
    "/v1/apps/{app_id}/data",
    "/v1/apps/{app_id}/first-seen",
    "/v1/apps/{app_id}/inventory",
    "/v1/apps/{app_id}/permissions",
    "/v1/apps/{app_id}/priority-data",
    "/v1/apps/{app_id}/sign-ins",
    "/v1/apps/{app_id}/summary",
    "/v1/apps/{app_id}/usage",
    "/v1/apps/{app_id}/users",
    "/v1/apps/{app_id}/values",
    "/v1/detections",
    "/v1/events",
    "/v1/feedback",
    "/v1/feedback/{feedback_id}",
    "/v1/feeds/{source}",
    "/v1/overview",
    "/v1/policies",
    "/v1/policies/backtest",
    "/v1/policies/{name}",
    "/v1/policies/{name}/diff",
    "/v1/priority-accounts",
    "/v1/priority-accounts/{user_id}",
    "/v1/tuning-preview",
    "/v1/tuning-rules",
    "/v1/tuning-rules/{name}",
    "/v1/usage",
  ]);
  expect((await api.app.inject("/docs/")).payload).toContain("swagger-ui");
});

test("counts requests by route, not by address", async () => {
  await api.get("/v1/alerts/secret-uid");
  const { payload } = await api.app.inject("/metrics");
  expect(payload).toMatch(
    /tidemark_http_request_duration_seconds_count\{method="GET",route="\/v1\/alerts\/:uid",status="404"\} \d+/,
  );
  expect(payload).not.toContain("secret-uid");
});

test("is ready only when the process says so too", async () => {
  expect(await api.get("/readyz")).toEqual({ status: 200, body: { status: "ready" } });
  api.setReadiness({ kind: "not_ready", reason: "Stopping." });
  expect(await api.get("/readyz")).toEqual({
    status: 503,
    body: { error: { code: "not_ready", message: "Stopping." } },
  });
  expect((await api.get("/healthz")).status).toBe(200);
});
