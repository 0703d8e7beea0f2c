import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { draftPolicy } from "../../pipeline/core/alerts/draft-policy.ts";
import { tellAlert } from "../../pipeline/core/alerts/story.ts";
import { readPolicies } from "../../pipeline/govern/policies/read-policies.ts";
import { DETECTIONS } from "../../schemas/detections/catalogue.ts";
import { SIGNAL_NAMES } from "../../schemas/detections/signal-names.ts";

const window = {
  ...{ metric: "bytes_read", window_s: 3_600, at: "2026-10-06T14:00:00.000Z", score: 93, direction: "high" },
  ...{ observed: 412_998_144, expected: 29_113_208, low: 11_730_112, high: 58_004_112 },
  contributors: { user_id: [{ value: "ana@contoso.example", share: 0.94 }], ip: [{ value: "203.0.113.7", share: 1 }] },
};
const alert = {
  ...{
    uid: "7F3A9C52d1e84b06",
    detection: "bytes_read_spike",
    title: "Backup Pro read 14 times more",
    severity: "high",
  },
  ...{ score: 93.1, first_activity_at: "2026-10-06T14:00:00Z", last_activity_at: "2026-10-06T15:00:00Z" },
  evidence: JSON.stringify({ windows_in_all: 2, windows: [window] }),
};

const drafted = (more: object): unknown => {
  const read = readPolicies(stringify(draftPolicy({ ...alert, ...more })));
  return "policies" in read ? read.policies[0]?.document : read.faults;
};

describe("a policy drafted from an alert", () => {
  test("asks for what the alert was about, in audit", () => {
    expect(drafted({})).toMatchObject({
      name: "like-bytes_read_spike-7f3a9c52",
      state: "audit",
      when: { data_usage: { above_gb: 0.058004112, per: "hour" } },
    });
    const burst = { ...window, metric: "calls", window_s: 300, observed: 300, high: 40 };
    expect(drafted({ evidence: JSON.stringify({ windows: [burst] }) })).toMatchObject({
      when: { api_calls: { above: 150, per: "hour" } },
    });
    const steps = [
      { signal: "spike", observed: 240, operation_class: "mail.search", is_ground: true },
      { signal: "credential_change" },
    ];
    expect(drafted({ detection: "many_mail_searches", evidence: JSON.stringify({ steps }) })).toMatchObject({
      when: {
        all: [
          { api_calls: { above: 120, per: "hour", operation_class: "mail.search" } },
          { credential_added_within_days: 7 },
        ],
      },
    });
  });

  test("is a good policy whatever the alert says", () => {
    const ids = [...DETECTIONS.map(({ id }) => id), "calls_spike", "policy", "Odd Detection!"];
    const evidences = [
      "",
      "null",
      "[]",
      "{}",
      ...SIGNAL_NAMES.map((signal) => JSON.stringify({ steps: [{ signal, observed: 1 }] })),
    ];
    for (const detection of ids)
      for (const evidence of evidences)
        expect(drafted({ detection, evidence, title: "x".repeat(500) })).toHaveProperty("when");
  });
});

test("an alert tells what happened, since when, compared with what, by whom, how sure, and what to do", () => {
  expect(tellAlert(alert)).toEqual({
    what: "Backup Pro read 14 times more.",
    since: "From 2026-10-06T14:00:00Z until 2026-10-06T15:00:00Z, as far as is known.",
    compared_with:
      "412,998,144 bytes read at 2026-10-06T14:00:00.000Z, where 29,113,208 bytes read are expected of it in that hour of the week (11,730,112 to 58,004,112 is its range).",
    by_whom: "user_id ana@contoso.example (94 %); ip 203.0.113.7 (100 %).",
    how_sure: "Score 93 of 100, severity high; it rests on 2 hours or days outside its range.",
    what_to_do: expect.arrayContaining(["Ask the owner of the app whether this was meant."]),
  });
  expect(tellAlert({ ...alert, evidence: "not JSON", detection: "many_mail_searches" }).what_to_do).toContain(
    "Ask the owner what was searched for.",
  );
});
