import { fileURLToPath } from "node:url";
import { Ajv2019 } from "ajv/dist/2019.js";
import { expect, test } from "vitest";
import { PolicySchema } from "../../../schemas/policy.ts";
import { readPolicies } from "./read-policies.ts";

const SCHEMA = fileURLToPath(new URL("../../../docs/policy.schema.json", import.meta.url));

const GOOD = `name: new-and-busy
title: New app that moves much
severity: high
scope: {tags: [finance]}
when:
  all:
    - registered_within_days: 7
    - any:
        - data_usage: {above_gb: 1, per: hour, service: exchange}
        - not: {publisher_verified: true}
`;

const head = "name: a\ntitle: A\nseverity: low\n";

function faultsOf(text: string): readonly string[] {
  const read = readPolicies(text);
  return "faults" in read ? read.faults.map(({ line, reason }) => `${line}: ${reason}`) : [];
}

test("docs/policy.schema.json is the schema of a policy (npx vitest -u writes it)", async () => {
  await expect(`${JSON.stringify(PolicySchema, null, 2)}\n`).toMatchFileSnapshot(SCHEMA);
});

test("reads conditions in conditions, from YAML and from JSON alike", () => {
  const read = readPolicies(GOOD);
  if ("faults" in read) throw new Error(faultsOf(GOOD).join("\n"));
  expect(read.policies[0]?.when).toEqual({
    kind: "all",
    parts: [
      { kind: "is", name: "registered_within_days", value: 7 },
      {
        kind: "any",
        parts: [
          { kind: "is", name: "data_usage", value: { above_gb: 1, per: "hour", service: "exchange" } },
          { kind: "not", part: { kind: "is", name: "publisher_verified", value: true } },
        ],
      },
    ],
  });
  expect(readPolicies(JSON.stringify(read.policies[0]?.document, null, 1))).toEqual({
    policies: [{ ...read.policies[0], line: 2 }],
  });
  const published = new Ajv2019().compile(JSON.parse(JSON.stringify(PolicySchema)));
  expect(published(read.policies[0]?.document)).toBe(true);
  expect(published({ ...read.policies[0]?.document, when: { all: [{ registered: 7 }] } })).toBe(false);
});

test.each([
  ["when:\n  all:\n    - registered_in_days: 7", /^6: when\.all\[0\]\.registered_in_days: .*registered_within_days/],
  ["when: {registered_within_days: 0}", /^4: when\.registered_within_days: must be >= 1/],
  ["when: {registered_within_days: soon}", /^4: when\.registered_within_days: must be integer/],
  ["when: {error_rate: {above_percent: 100}}", /^4: when\.error_rate\.above_percent: must be < 100/],
  ["when:\n  consent_users:\n    above: 10\n    below: 5", /^6: .*no number is above 10 and below 5/],
  ["when: {consent_users: {}}", /^4: when\.consent_users/],
  ["when: {credential_expires: {within_days: 3, after_days: 9}}", /^4: when\.credential_expires/],
  ["when: {unused_for_days: 29}", /^4: .*must be >= 30/],
  ["when: {origin: outer}", /^4: when\.origin: must be one of internal, external/],
  ["when: {all: []}", /^4: when\.all: must be a list/],
  ["when: {highly_privileged: true, overprivileged: true}", /^4: when: must be one of all, any, not/],
  ["when: []", /^4: when: must be one of/],
  ["titel: B\nwhen: {origin: internal}", /^4: titel: is no setting; did you mean title\?/],
  ["scope: {app: [x]}\nwhen: {origin: internal}", /^4: scope: must be all, or one of/],
  [
    "actions:\n  - alert\n  - shout\nwhen: {origin: internal}",
    /^6: actions\[1\]: must be one of alert, disable_app, revoke/,
  ],
  ["actions: alert\nwhen: {origin: internal}", /^4: actions: must be array/],
  ["most_apps: -1\nwhen: {origin: internal}", /^4: most_apps: must be >= 0/],
  ["scope: {tags: []}\nwhen: {origin: internal}", /^4: scope: must be all, or one of/],
  ["when: &a\n  any: [{origin: internal}, *a, *a, *a]", /^5: when\.any\[1\]: is a condition that has itself in it/],
  ["when: &a {not: *a}", /^4: when\.not: is a condition that has itself in it/],
  ["state: on\nwhen: {origin: internal}", /^4: state/],
  ["when: {origin: internal", /^4: it is no YAML/],
])("refuses %j with the line and the reason", (more, fault) => {
  expect(faultsOf(head + more).join("\n")).toMatch(fault);
});

test("refuses a name that comes twice, a missing setting, and what is no policy", () => {
  const one = `${head}when: {origin: internal}\n`;
  expect(faultsOf(`${one}---\n${one}`)).toEqual(["6: name: line 1 has a policy a too"]);
  expect(faultsOf("name: a\nwhen: {origin: internal}").join()).toMatch(/1: .*severity/);
  expect(faultsOf("7")).not.toEqual([]);
  expect(faultsOf("")).not.toEqual([]);
});

test("says everything that is wrong at once, in the order of the lines", () => {
  expect(faultsOf(`${head}when:\n  any:\n    - origin: x\n    - not: {nothing: 1}\n`)).toHaveLength(2);
});
