import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CommonEvent } from "../../../schemas/common-event.ts";
import { aws_cloudtrail } from "./aws-cloudtrail.ts";

const RECORD = {
  eventID: "e1",
  eventTime: "2023-07-10T11:42:36Z",
  eventName: "GetObject",
  eventSource: "s3.amazonaws.com",
  sourceIPAddress: "203.0.113.7",
};

function eventOf(record: unknown): CommonEvent {
  const mapped = aws_cloudtrail.map(record);
  if (mapped.kind !== "event") throw new Error(JSON.stringify(mapped));
  return mapped.event;
}

const event = (fields: object) => eventOf({ ...RECORD, ...fields });

test("a role's calls are the role's, whoever assumed it; an IAM user's are the user's", () => {
  const issuer = { arn: "arn:aws:iam::1:role/backup", userName: "backup" };
  const role = {
    type: "AssumedRole",
    arn: "arn:aws:sts::1:assumed-role/backup/i-1",
    sessionContext: { sessionIssuer: issuer },
  };
  expect(event({ userIdentity: role })).toMatchObject({
    app_id: "arn:aws:iam::1:role/backup",
    app_name: "backup",
    user_id: null,
    actor_type: "app_only",
    details: { session_name: "i-1" },
  });
  const user = { type: "IAMUser", arn: "arn:aws:iam::1:user/ana", userName: "ana" };
  expect(event({ userIdentity: { ...user, accessKeyId: "AKIA" } })).toMatchObject({
    app_id: "arn:aws:iam::1:user/ana",
    user_id: "ana",
    actor_type: "app_only",
    details: { access_key_id: "AKIA" },
  });
  expect(event({ userIdentity: user }).actor_type).toBe("user");
});

test.each([
  [{ type: "Root" }, "user", null],
  [{ type: "AWSService", invokedBy: "ec2.amazonaws.com" }, "system", "ec2.amazonaws.com"],
  [{ invokedBy: "AWS Internal" }, "unknown", "AWS Internal"],
  [undefined, "unknown", null],
])("an identity of %j acts as %s", (userIdentity, actor_type, app_id) => {
  expect(event({ userIdentity })).toMatchObject({ actor_type, app_id });
});

test("what the feed does not tell is null, and a zero it tells stays zero", () => {
  expect(event({})).toMatchObject({ bytes_read: null, bytes_written: null, resource: null, user_agent: null });
  const additionalEventData = { bytesTransferredOut: "89", bytesTransferredIn: 0 };
  expect(event({ additionalEventData })).toMatchObject({ bytes_read: 89, bytes_written: 0 });
});

test("an error code is an error; so is a console login whose answer says Failure", () => {
  expect(event({}).outcome).toBe("ok");
  expect(event({ errorCode: "AccessDenied" })).toMatchObject({
    outcome: "error",
    details: { error_code: "AccessDenied" },
  });
  expect(event({ eventName: "ConsoleLogin", responseElements: { ConsoleLogin: "Failure" } }).outcome).toBe("error");
});

test("a service name where the address should be goes to the details", () => {
  expect(event({ sourceIPAddress: "AWS Internal" })).toMatchObject({ ip: null, details: { caller: "AWS Internal" } });
});

test("the account goes to the details, never to the tenant", () => {
  expect(event({ recipientAccountId: "123" })).toMatchObject({ details: { feed_tenant: "123" } });
  expect(event({ recipientAccountId: "123" })).not.toHaveProperty("tenant");
});

test("requests and answers, which hold customers' content and credentials, are dropped", () => {
  const secret = event({
    requestParameters: { key: "s3cr3t" },
    responseElements: { credentials: { token: "s3cr3t" } },
  });
  expect(JSON.stringify(secret)).not.toContain("s3cr3t");
});

test.each([
  ["GetObject", "s3", "file.read", "data_transfer"],
  ["PutObject", "s3", "file.write", "data_transfer"],
  ["listobjects ", "s3", "file.search", "api_call"],
  ["GetSecretValue", "secretsmanager", "secret.read", "api_call"],
  ["RunInstances", "ec2", "compute.create", "api_call"],
  ["CreateAccessKey", "iam", "credential.write", "credential_change"],
  ["AttachRolePolicy", "iam", "app.write", "app_change"],
  ["ListUsers", "iam", "directory.read", "api_call"],
  ["CreateUser", "transfer", "other", "api_call"],
  ["AssumeRoleWithSAML", "sts", "auth.sign_in", "sign_in"],
  ["SendEmail", "ses", "mail.send", "api_call"],
  ["DescribeInstances", "ec2", "other", "api_call"],
])("%s of %s is %s, an event of kind %s", (eventName, service, operation_class, kind) => {
  expect(event({ eventName, eventSource: `${service}.amazonaws.com` })).toMatchObject({ operation_class, kind });
});

test.each(["eventID", "eventTime", "eventName"])("a record without %s is refused by that name", (field) => {
  expect(aws_cloudtrail.map({ ...RECORD, [field]: undefined })).toEqual({
    kind: "refused",
    reason: "missing_field",
    detail: field,
  });
});

test("field names are found in any case", () => {
  const lower = Object.fromEntries(Object.entries(RECORD).map(([name, value]) => [name.toLowerCase(), value]));
  expect(eventOf(lower)).toEqual(eventOf(RECORD));
});

test("answers, and the same twice, whatever it is given", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(aws_cloudtrail.map(value)).toEqual(aws_cloudtrail.map(value));
      const fields = ["userIdentity", "additionalEventData", "resources", "eventTime", "userAgent", "sourceIPAddress"];
      for (const field of fields) aws_cloudtrail.map({ ...RECORD, [field]: value });
    }),
  );
});

const SAMPLES = "../shared/samples";
const samples_missing = !existsSync(SAMPLES);
if (samples_missing && process.env["CI"] === "true") throw new Error(`${SAMPLES} is missing`);

describe.skipIf(samples_missing)(`real records (skipped where ${SAMPLES} is missing)`, () => {
  const folder = join(SAMPLES, "aws_cloudtrail/invictus");
  const attack = () =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .flatMap((name): unknown[] => JSON.parse(readFileSync(join(folder, name), "utf8")).Records);
  const theft = () =>
    readFileSync(join(SAMPLES, "aws_cloudtrail/otrf/ec2_proxy_s3_exfiltration_2020-09-14011940.json"), "utf8")
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));

  test("all 362 are mapped, each under its own id", () => {
    const events = [...attack(), ...theft()].map(eventOf);
    expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(362);
    expect(events.filter(({ outcome }) => outcome === "error")).toHaveLength(23);
    for (const { at } of events) expect(at).toMatch(/^20(20|23)-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/);
  });

  test("the stolen role read two objects", () => {
    const reads = theft()
      .map(eventOf)
      .filter(({ operation_class }) => operation_class === "file.read");
    expect(reads).toHaveLength(2);
    expect(reads[0]).toMatchObject({
      kind: "data_transfer",
      at: "2020-09-14T01:02:34.000Z",
      app_id: "arn:aws:iam::123456789123:role/MordorNginxStack-BankingWAFRole-9S3E0UAE1MM0",
      app_name: "MordorNginxStack-BankingWAFRole-9S3E0UAE1MM0",
      actor_type: "app_only",
      resource: "arn:aws:s3:::mordors3stack-s3bucket-llp2yingx64a/ring.txt",
      bytes_read: 89,
      bytes_written: 0,
      ip: "1.2.3.4",
      user_agent: "aws-cli/1.18.136 Python/3.8.5 Darwin/19.5.0 botocore/1.17.59",
    });
    expect(
      theft()
        .map(eventOf)
        .filter(({ bytes_read }) => bytes_read !== null),
    ).toHaveLength(9);
  });

  test("the attack made keys and roles", () => {
    const changes = attack()
      .map(eventOf)
      .filter(({ kind }) => kind === "credential_change");
    expect(changes.map(({ operation }) => operation).sort()).toEqual([
      "CreateAccessKey",
      "CreateAccessKey",
      "CreateLoginProfile",
    ]);
    expect(changes[0]).toMatchObject({ app_id: expect.stringContaining(":user/bert-jan"), outcome: "ok" });
  });

  test("a real record with one field replaced by anything is mapped or refused", () => {
    const records = [...attack(), ...theft()];
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.jsonValue(), (which, what, value) => {
        const record = Object(records[which % records.length]);
        const names = Object.keys(record);
        const mapped = aws_cloudtrail.map({ ...record, [names[what % names.length] ?? ""]: value });
        expect(["event", "refused"]).toContain(mapped.kind);
      }),
      { numRuns: 500 },
    );
  });
});
