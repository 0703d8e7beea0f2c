import type { Check } from "./check.ts";
import { exports } from "./checks/exports.ts";
import { feeds } from "./checks/feeds.ts";
import { kafkaLag } from "./checks/kafka-lag.ts";
import { operations } from "./checks/operations.ts";
import { places } from "./checks/places.ts";
import { policies } from "./checks/policies.ts";
import { quarantine } from "./checks/quarantine.ts";
import { recounts, rollups } from "./checks/rollups.ts";
import { clock, disk, server } from "./checks/server.ts";
import { versions } from "./checks/versions.ts";

/** Everything doctor asks, in this order. A new check is a value of this type, added here. */
export const CHECKS: readonly Check[] = [
  server,
  disk,
  clock,
  versions,
  feeds,
  kafkaLag,
  quarantine,
  operations,
  rollups,
  recounts,
  places,
  policies,
  exports,
];
