import { writeFiles } from "./generate.ts";

// `npm run dashboards`: the files that the builders make anew.
process.stdout.write(`${writeFiles()} files written to dashboards/json and dashboards/provisioning\n`);
