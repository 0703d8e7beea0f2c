import { baselines } from "./baselines.ts";
import type { Benchmark } from "./benchmark.ts";
import { companies } from "./companies.ts";
import { dashboardPanels } from "./dashboards.ts";
import { detection } from "./detection.ts";
import { exporting } from "./export.ts";
import { freshness } from "./freshness.ts";
import { ingestGraph, ingestO365 } from "./ingest-feed.ts";
import { ingestFile } from "./ingest-file.ts";
import { ingestHttp } from "./ingest-http.ts";
import { insights } from "./insights.ts";
import { inventory } from "./inventory.ts";
import { kafka } from "./kafka.ts";
import { kpi } from "./kpi.ts";
import { nab } from "./nab.ts";
import { outage } from "./outage.ts";
import { receiverOutage } from "./receiver-outage.ts";
import { scoring } from "./scoring.ts";
import { storm } from "./storm.ts";

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  export: exporting,
  baselines,
  dashboards: dashboardPanels,
  detection,
  companies,
  freshness,
  "ingest-file": ingestFile,
  "ingest-graph": ingestGraph,
  "ingest-http": ingestHttp,
  "ingest-o365": ingestO365,
  insights,
  inventory,
  kafka,
  kpi,
  nab,
  outage,
  "receiver-outage": receiverOutage,
  scoring,
  storm,
};

const [name = "list", ...words] = process.argv.slice(2);
const benchmark = BENCHMARKS[name];

if (name === "list") {
  process.stdout.write(`${Object.keys(BENCHMARKS).join("\n")}\n`);
} else if (benchmark) {
  const result = await benchmark(words);
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exitCode = result.passed ? 0 : 1;
} else {
  process.stderr.write(`There is no benchmark "${name}". There are: ${Object.keys(BENCHMARKS).join(", ")}.\n`);
  process.exitCode = 2;
}
