import { expect, test } from "vitest";
import { consumerConfig, producerConfig } from "./client-config.ts";

const SETTINGS = {
  brokers: "kafka.example:9093",
  topics: [],
  dead_letter_topic: undefined,
  group: undefined,
  instance: "host-1",
  session_timeout_ms: 45_000,
  tls: undefined,
  sasl: undefined,
};

test("gives each consumer of a process a name of its own in their group", () => {
  const names = ["a", "b"].map((topic) => consumerConfig(SETTINGS, { topic, group: "g" })["group.instance.id"]);
  expect(new Set(names).size).toBe(2);
  const unnamed = consumerConfig({ ...SETTINGS, instance: undefined }, { topic: "a", group: "g" });
  expect(unnamed).not.toHaveProperty(["group.instance.id"]);
});

test("divides what is fetched ahead among the topics of a process", () => {
  const ahead = [1, 4, 1_000].map(
    (sharers) => consumerConfig(SETTINGS, { topic: "a", group: "g", sharers })["queued.max.messages.kbytes"],
  );
  expect(ahead).toEqual([16_384, 4_096, 1_024]);
});

test("sends nothing that Azure Event Hubs hangs up on", () => {
  expect(producerConfig(SETTINGS)["message.max.bytes"]).toBeLessThan(1_046_528);
});
