import { staleFiles } from "./generate.ts";
import { readDashboards } from "./kit/panel-queries.ts";
import { lintDashboard } from "./lint.ts";

// `npm run check:dashboards`: whether dashboards/json is what the builders make, and whether our own rules hold for it.
const stale = staleFiles().map((name) => `${name} is not what the builders make: run npm run dashboards`);
const faults = [...stale, ...readDashboards().flatMap(lintDashboard)];
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
