import type { Benchmark } from "./benchmark.ts";
import { ingestFile } from "./ingest-file.ts";
import { ingestHttp } from "./ingest-http.ts";
import { kafka } from "./kafka.ts";

const BENCHMARKS: Readonly<Record<string, Benchmark>> = { "ingest-file": ingestFile, "ingest-http": ingestHttp, kafka };

const [name = "list"] = process.argv.slice(2);
const benchmark = BENCHMARKS[name];

if (name === "list") {
  process.stdout.write(`${Object.keys(BENCHMARKS).join("\n")}\n`);
} else if (benchmark) {
  const result = await benchmark();
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exitCode = result.passed ? 0 : 1;
} else {
  process.stderr.write(`There is no benchmark "${name}". There are: ${Object.keys(BENCHMARKS).join(", ")}.\n`);
  process.exitCode = 2;
}
