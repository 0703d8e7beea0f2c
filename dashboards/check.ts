import { staleFiles } from "./generate.ts";

// `npm run check:dashboards`: whether dashboards/json is what the builders make.
const faults = staleFiles().map(
  (name) => `dashboards/json/${name} is not what the builders make: run npm run dashboards`,
);
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
