import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { alerts } from "./alerts.ts";
import { apiUsage } from "./api-usage.ts";
import { app } from "./app.ts";
import { consents } from "./consents.ts";
import { dataTransfer } from "./data-transfer.ts";
import { detectionHealth } from "./detection-health.ts";
import { events } from "./events.ts";
import { hygiene } from "./hygiene.ts";
import { overview } from "./overview.ts";
import { pipelineHealth } from "./pipeline-health.ts";
import { signIns } from "./sign-ins.ts";

/** All dashboards, in the order in which they are listed. */
export const DASHBOARDS: readonly Dashboard[] = [
  overview,
  app,
  dataTransfer,
  apiUsage,
  signIns,
  consents,
  hygiene,
  alerts,
  detectionHealth,
  pipelineHealth,
  events,
];
