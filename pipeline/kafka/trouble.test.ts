import { expect, test } from "vitest";
import { connectionTrouble, fatalTrouble } from "./trouble.ts";

const SETTINGS = {
  brokers: "kafka.example:9093",
  topics: [],
  dead_letter_topic: undefined,
  group: undefined,
  instance: undefined,
  session_timeout_ms: 45_000,
  tls: undefined,
  sasl: undefined,
};
const CAUSE = new Error("broker transport failure");

// The words are librdkafka 2.12's, as it logged them against Kafka 4.1.
test.each([
  ["b/1: Connect to ipv4#127.0.0.1:1 failed: Connection refused (after 0ms in state CONNECT)", "Connection refused"],
  [
    "b: Failed to resolve 'x:9092': Name or service not known (after 0ms in state CONNECT)",
    "Name or service not known",
  ],
])("says why no broker is reached: %s", (line, reason) => {
  const trouble = connectionTrouble(SETTINGS, [line], CAUSE);
  expect(trouble.code).toBe("broker_unavailable");
  expect(trouble.message).toContain(reason);
  expect(trouble.message).toMatch(
    /^No Kafka broker can be reached at kafka\.example:9093 \([^()]*\); check TIDEMARK_KAFKA_BROKERS\.$/,
  );
});

test("says what the client says where its log is silent", () => {
  expect(connectionTrouble(SETTINGS, [], CAUSE).message).toContain("broker transport failure");
});

test.each([
  [26, "TIDEMARK_KAFKA_SESSION_TIMEOUT_MS"],
  [81, "group.max.size"],
  [30, "TIDEMARK_KAFKA_GROUP"],
])("error %d of a group ends the reading with what to change", (code, words) => {
  expect(fatalTrouble("usage", { code, message: "Broker: no" })?.message).toContain(words);
});

test("names the setting where no sign-in is asked for", () => {
  const line =
    "sasl_plaintext://b/bootstrap: Broker: Request not valid in current SASL state: broker's supported mechanisms: (after 2ms in state AUTH_HANDSHAKE)";
  const trouble = connectionTrouble(SETTINGS, [line], CAUSE);
  expect(trouble.message).toMatch(/^The Kafka brokers .* ask for no sign-in .* TIDEMARK_KAFKA_SASL_MECHANISM unset/);
});

test("names the files where one of them cannot be read", () => {
  const cause = new Error("error:05880002:x509 certificate routines::system lib");
  expect(connectionTrouble(SETTINGS, [], cause).message).toContain("TIDEMARK_KAFKA_CA");
});

test("ends for what would skip messages, and goes on over what passes", () => {
  expect(fatalTrouble("t", { code: -170, message: "Local: Not implemented" })?.message).toContain("libzstd-dev");
  const log = [
    "[thrd:main]: Fatal error: Broker: Static consumer fenced by other consumer with same group.instance.id: Fatal consumer error: Broker: Static consumer fenced by other consumer with same group.instance.id",
  ];
  const fenced = fatalTrouble("t", { code: -150, message: "Local: Fatal error" }, log)?.message;
  expect(fenced).toMatch(/change TIDEMARK_KAFKA_INSTANCE \(Broker: Static consumer fenced by [^:]*\)\.$/);
  expect(fatalTrouble("t", { code: -187, message: "all broker connections are down" })).toBeUndefined();
});
