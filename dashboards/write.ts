import { writeFiles } from "./generate.ts";

// `npm run dashboards`: the files of dashboards/json anew.
process.stdout.write(`${writeFiles()} dashboards written to dashboards/json\n`);
