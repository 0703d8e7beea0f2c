import { expect, test } from "vitest";
import { kafkaFaults } from "./kafka-faults.ts";

const SOURCES = ["tidemark"];
const BROKERS = { TIDEMARK_KAFKA_BROKERS: "kafka.example:9093" };
const OAUTH = {
  TIDEMARK_KAFKA_SASL_MECHANISM: "OAUTHBEARER",
  TIDEMARK_KAFKA_OAUTH_TOKEN_ENDPOINT: "https://login.example/token",
  TIDEMARK_KAFKA_OAUTH_CLIENT_ID: "us",
  TIDEMARK_KAFKA_OAUTH_CLIENT_SECRET: "hush",
};

test.each([
  ["brokers alone", {}],
  [
    "a password",
    { TIDEMARK_KAFKA_SASL_MECHANISM: "PLAIN", TIDEMARK_KAFKA_USERNAME: "a", TIDEMARK_KAFKA_PASSWORD: "b" },
  ],
  ["tokens", OAUTH],
  [
    "a certificate of our own",
    { TIDEMARK_KAFKA_TLS: "true", TIDEMARK_KAFKA_CERTIFICATE: "c", TIDEMARK_KAFKA_KEY: "k" },
  ],
])("finds no fault with %s", (_what, given) => {
  expect(kafkaFaults({ ...BROKERS, ...given }, SOURCES)).toEqual([]);
});

test.each([
  [
    "TIDEMARK_KAFKA_GROUP needs TIDEMARK_KAFKA_BROKERS",
    { TIDEMARK_KAFKA_BROKERS: undefined, TIDEMARK_KAFKA_GROUP: "g" },
  ],
  ['TIDEMARK_KAFKA_TOPICS: "a=b" names no feed', { TIDEMARK_KAFKA_TOPICS: "a=b" }],
  ["TIDEMARK_KAFKA_CA needs TIDEMARK_KAFKA_TLS=true", { TIDEMARK_KAFKA_CA: "ca.pem" }],
  ["TIDEMARK_KAFKA_KEY needs TIDEMARK_KAFKA_CERTIFICATE", { TIDEMARK_KAFKA_TLS: "true", TIDEMARK_KAFKA_KEY: "k" }],
  ["TIDEMARK_KAFKA_KEY_PASSWORD needs TIDEMARK_KAFKA_KEY", { TIDEMARK_KAFKA_KEY_PASSWORD: "p" }],
  ["TIDEMARK_KAFKA_USERNAME needs TIDEMARK_KAFKA_SASL_MECHANISM to be set", { TIDEMARK_KAFKA_USERNAME: "a" }],
  ["PLAIN needs TIDEMARK_KAFKA_PASSWORD", { TIDEMARK_KAFKA_SASL_MECHANISM: "PLAIN", TIDEMARK_KAFKA_USERNAME: "a" }],
  ["OAUTHBEARER needs TIDEMARK_KAFKA_OAUTH_CLIENT_SECRET", { ...OAUTH, TIDEMARK_KAFKA_OAUTH_CLIENT_SECRET: undefined }],
  ["TIDEMARK_KAFKA_PASSWORD needs TIDEMARK_KAFKA_SASL_MECHANISM", { ...OAUTH, TIDEMARK_KAFKA_PASSWORD: "p" }],
])("says: %s", (fault, given) => {
  const faults = kafkaFaults({ ...BROKERS, ...given }, SOURCES);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(fault);
  expect(faults[0]).not.toContain("hush");
});

test("finds all faults at once", () => {
  const given = {
    TIDEMARK_KAFKA_TOPICS: "a,b=tidemark,b=tidemark",
    TIDEMARK_KAFKA_CA: "c",
    TIDEMARK_KAFKA_USERNAME: "u",
  };
  expect(kafkaFaults({ ...BROKERS, ...given }, SOURCES)).toHaveLength(4);
});
