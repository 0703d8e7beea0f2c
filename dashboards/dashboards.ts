import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { app } from "./app.ts";
import { events } from "./events.ts";
import { overview } from "./overview.ts";

/** All dashboards, in the order in which they are listed. */
export const DASHBOARDS: readonly Dashboard[] = [overview, app, events];
