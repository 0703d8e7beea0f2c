import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readConfig, SETTING_NAMES } from "./config.ts";
import { AppError } from "./core/errors.ts";

function faultsOf(environment: Readonly<Record<string, string>>): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof AppError && error.code === "config_invalid") return error.message;
    throw error;
  }
  return "";
}

const PLANNED_ONLY = { mode: "dry_run", never_touch: [], most_per_hour: 10 };

test("needs no setting at all", () => {
  expect(readConfig({ PATH: "/bin", HOME: "/root" })).toEqual({
    data_dir: ".tidemark",
    clickhouse: undefined,
    host: "127.0.0.1",
    port: 8099,
    log_level: "info",
    kafka: undefined,
    retention: {},
    places: true,
    remediation: PLANNED_ONLY,
  });
});

test("takes every setting", () => {
  const config = readConfig({
    TIDEMARK_DATA: "/data",
    TIDEMARK_CLICKHOUSE_URL: "https://clickhouse.example:8443",
    TIDEMARK_CLICKHOUSE_USER: "ana",
    TIDEMARK_CLICKHOUSE_PASSWORD: "",
    TIDEMARK_CLICKHOUSE_DATABASE: "events",
    TIDEMARK_HOST: "0.0.0.0",
    TIDEMARK_PORT: "0",
    TIDEMARK_LOG_LEVEL: "silent",
    TIDEMARK_PLACES: "off",
  });
  expect(config).toEqual({
    data_dir: "/data",
    clickhouse: { url: "https://clickhouse.example:8443", user: "ana", password: "", database: "events" },
    host: "0.0.0.0",
    port: 0,
    log_level: "silent",
    places: false,
    retention: {},
    remediation: PLANNED_ONLY,
  });
});

const REPLICAS = { TIDEMARK_CLICKHOUSE_URL: "http://a:8123, http://b:8123", TIDEMARK_CLICKHOUSE_CLUSTER: "main" };

test("takes the replicas of a shard, and acknowledges on all of them unless told otherwise", () => {
  const urls = ["http://a:8123", "http://b:8123"];
  const quorum = { TIDEMARK_CLICKHOUSE_QUORUM: "1" };
  expect(readConfig(REPLICAS).clickhouse?.cluster).toEqual({ name: "main", urls, quorum: 2 });
  expect(readConfig({ ...REPLICAS, ...quorum }).clickhouse?.cluster).toEqual({ name: "main", urls, quorum: 1 });
});

test.each([
  [{ TIDEMARK_CLICKHOUSE_URL: "http://a:8123,http://b:8123" }, "only with TIDEMARK_CLICKHOUSE_CLUSTER"],
  [{ TIDEMARK_CLICKHOUSE_CLUSTER: "main" }, "needs TIDEMARK_CLICKHOUSE_URL"],
  [{ TIDEMARK_CLICKHOUSE_URL: "http://a", TIDEMARK_CLICKHOUSE_QUORUM: "1" }, "needs TIDEMARK_CLICKHOUSE_CLUSTER"],
  [{ ...REPLICAS, TIDEMARK_CLICKHOUSE_QUORUM: "3" }, "cannot be 3"],
  [{ ...REPLICAS, TIDEMARK_CLICKHOUSE_QUORUM: "0" }, 'cannot be "0"'],
  [{ ...REPLICAS, TIDEMARK_CLICKHOUSE_CLUSTER: "a'b" }, "TIDEMARK_CLICKHOUSE_CLUSTER cannot be"],
  [{ ...REPLICAS, TIDEMARK_CLICKHOUSE_URL: "http://a:8123,b:8123" }, "TIDEMARK_CLICKHOUSE_URL cannot be"],
])("refuses %j", (settings, fault) => {
  expect(faultsOf(settings)).toContain(fault);
});

test("names all faults at once, the misspelt with what was meant", () => {
  const faults = faultsOf({
    TIDEMARK_DAT: "x",
    TIDEMARK_LOGLEVEL: "info",
    TIDEMARK_DATA: "",
    TIDEMARK_CLICKHOUSE_URL: "localhost:8123",
    TIDEMARK_CLICKHOUSE_DATABASE: "drop table",
    TIDEMARK_PORT: "65536",
    TIDEMARK_LOG_LEVEL: "loud",
  });
  expect(faults).toContain("TIDEMARK_DAT is no setting; did you mean TIDEMARK_DATA?");
  expect(faults).toContain("TIDEMARK_LOGLEVEL is no setting; did you mean TIDEMARK_LOG_LEVEL?");
  for (const [name, value] of [
    ["TIDEMARK_DATA", ""],
    ["TIDEMARK_CLICKHOUSE_URL", "localhost:8123"],
    ["TIDEMARK_CLICKHOUSE_DATABASE", "drop table"],
    ["TIDEMARK_PORT", "65536"],
    ["TIDEMARK_LOG_LEVEL", "loud"],
  ])
    expect(faults).toContain(`${name} cannot be "${value}"`);
  expect(faults).toContain("trace, debug, info, warn, error, silent");
  expect(faults.split("\n")).toHaveLength(8);
});

test.each(["-1", "8099.5", "1e3", "eighty", " 80", "99999"])("refuses %j as a port", (port) => {
  expect(faultsOf({ TIDEMARK_PORT: port })).toContain("TIDEMARK_PORT");
});

test("never prints a password that is misplaced beside a fault", () => {
  expect(faultsOf({ TIDEMARK_CLICKHOUSE_PASSWORD: "geheim", TIDEMARK_PORT: "x" })).not.toContain("geheim");
});

test("the pages tell every setting, and none that is not there", () => {
  // The stack in containers has variables of its own.
  const pages = readdirSync("docs").filter((file) => file.endsWith(".md") && file !== "docker.md");
  const text = pages.map((file) => readFileSync(`docs/${file}`, "utf8")).join("\n");
  const told = [...text.matchAll(/TIDEMARK_[A-Z_]*[A-Z]\b(?!_)/g)].map(([name]) => name);
  expect([...new Set(told)].sort()).toEqual([...SETTING_NAMES].sort());
});
