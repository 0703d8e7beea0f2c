import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import type { Config, ExportFile } from "../../config.ts";
import { AppError } from "../../core/errors.ts";
import type { RecordTopic } from "../../core/ports.ts";
import { hostFaults } from "../../export/settings/check-hosts.ts";
import { type ExportSettings, readDestinations } from "../../export/settings/read-destinations.ts";
import type { TopicSettings } from "../../export/settings/transport-kind.ts";
import type { KafkaSettings } from "../../kafka/kafka-settings.ts";

/** The destinations of the configuration, opened but not connected. Rejects with all that is wrong with it. */
export async function loadDestinations(config: Config): Promise<ExportSettings> {
  const { exporting } = config;
  if (!exporting)
    throw new AppError("wrong_usage", "No destinations: TIDEMARK_EXPORT_CONFIG must name a file that lists them.");
  const settings = readDestinations(textOf(exporting), {
    environment: exporting.environment,
    hostname: hostname(),
    openTopic: (topic, setting) => openTopic(config, topic, setting),
  });
  if ("faults" in settings) throw unusable(exporting, settings.faults);
  const faults = await hostFaults(settings.hosts);
  if (faults.length > 0) throw unusable(exporting, faults);
  return settings;
}

function textOf({ file }: ExportFile): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new AppError("config_invalid", `TIDEMARK_EXPORT_CONFIG: ${file} cannot be read (${reason}).`, { cause });
  }
}

function unusable({ file }: ExportFile, faults: readonly string[]): AppError {
  return new AppError("config_invalid", [`TIDEMARK_EXPORT_CONFIG: ${file} is not usable:`, ...faults].join("\n  "));
}

async function openTopic(config: Config, settings: TopicSettings, setting: string): Promise<RecordTopic> {
  // Not before it is needed: the client is an optional package.
  const { openRecordTopic } = await import("../../kafka/record-topic.ts");
  return openRecordTopic(brokersOf(config, settings, setting), settings.topic, setting);
}

function brokersOf({ kafka }: Config, { brokers, tls, sasl }: TopicSettings, setting: string): KafkaSettings {
  if (brokers === undefined) {
    if (kafka) return kafka;
    throw new AppError("config_invalid", `${setting}: name brokers there, or set TIDEMARK_KAFKA_BROKERS.`);
  }
  return {
    ...{ brokers, topics: [], dead_letter_topic: undefined, group: undefined, instance: undefined },
    session_timeout_ms: 0,
    tls: tls && { ca: tls.ca, certificate: tls.certificate, key: tls.key, key_password: undefined },
    sasl: sasl && { kind: "password", ...sasl },
  };
}
