import type { Benchmark } from "./benchmark.ts";

/** Only what is asked for is loaded: a benchmark that measures memory has nothing of the others in it. */
const BENCHMARKS: Readonly<Record<string, () => Promise<Benchmark>>> = {
  export: async () => (await import("./export.ts")).exporting,
  baselines: async () => (await import("./baselines.ts")).baselines,
  dashboards: async () => (await import("./dashboards.ts")).dashboardPanels,
  detection: async () => (await import("./detection.ts")).detection,
  companies: async () => (await import("./companies.ts")).companies,
  freshness: async () => (await import("./freshness.ts")).freshness,
  "ingest-file": async () => (await import("./ingest-file.ts")).ingestFile,
  "ingest-graph": async () => (await import("./ingest-feed.ts")).ingestGraph,
  "ingest-http": async () => (await import("./ingest-http.ts")).ingestHttp,
  "ingest-o365": async () => (await import("./ingest-feed.ts")).ingestO365,
  insights: async () => (await import("./insights.ts")).insights,
  inventory: async () => (await import("./inventory.ts")).inventory,
  kafka: async () => (await import("./kafka.ts")).kafka,
  kpi: async () => (await import("./kpi.ts")).kpi,
  nab: async () => (await import("./nab.ts")).nab,
  outage: async () => (await import("./outage.ts")).outage,
  "receiver-outage": async () => (await import("./receiver-outage.ts")).receiverOutage,
  scoring: async () => (await import("./scoring.ts")).scoring,
  storm: async () => (await import("./storm.ts")).storm,
};

const [name = "list", ...words] = process.argv.slice(2);
const load = BENCHMARKS[name];

if (name === "list") {
  process.stdout.write(`${Object.keys(BENCHMARKS).join("\n")}\n`);
} else if (load) {
  const benchmark = await load();
  const result = await benchmark(words);
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exitCode = result.passed ? 0 : 1;
} else {
  process.stderr.write(`There is no benchmark "${name}". There are: ${Object.keys(BENCHMARKS).join(", ")}.\n`);
  process.exitCode = 2;
}
