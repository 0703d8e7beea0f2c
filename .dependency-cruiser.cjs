// Who may import whom. docs/architecture.md shows the same as a picture.
const TESTS = "\\.test\\.ts$|\\.fixture\\.ts$|/test-[a-z-]+\\.ts$|^tests/";

/** Files under `from` may reach only what `to` matches (their own folder included). */
const only = (name, from, to, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: from, pathNot: TESTS },
  to: { pathNot: to },
});

/** The package or folder `to` belongs to `from` alone. */
const belongs = (name, to, from) => ({
  name,
  severity: "error",
  from: { pathNot: [from, TESTS] },
  to: { path: to },
});

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "no-dev-packages-in-production",
      severity: "error",
      from: { path: "^(pipeline|queries|schemas|dashboards)/", pathNot: TESTS },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"] },
    },
    belongs("clickhouse-client-in-store", "^node_modules/@clickhouse/", "^pipeline/store/"),
    belongs("rdkafka-in-kafka", "^node_modules/node-rdkafka/", "^pipeline/kafka/"),
    belongs(
      "fastify-in-api-and-console",
      "^node_modules/(fastify|@fastify)/",
      "^pipeline/(api|console)/|^pipeline/commands/serve/",
    ),
    only("schemas-import-nothing-of-ours", "^schemas/", "^schemas/|^node_modules/typebox/"),
    only("queries-import-schemas", "^queries/", "^queries/|^schemas/|^node_modules/typebox/|^(node:)?(fs|path|url)$"),
    only(
      "dashboards-import-queries",
      "^dashboards/",
      "^dashboards/|^queries/|^schemas/|^node_modules/|^(node:)?(fs|path|url)$",
    ),
    only(
      "core-imports-schemas",
      "^pipeline/core/",
      "^pipeline/core/|^schemas/|^queries/|^node_modules/(typebox|leven)/",
      "no I/O",
    ),
    only(
      "stats-import-numbers",
      "^pipeline/stats/",
      "^pipeline/stats/|^node_modules/(simple-statistics|arquero|date-holidays)/",
    ),
    only("simulate-imports-schemas", "^pipeline/simulate/", "^pipeline/simulate/|^schemas/|^node_modules/typebox/"),
    {
      name: "thinkers-know-no-other-step",
      severity: "error",
      from: { path: "^pipeline/(baseline|detect|govern/policies|sources)/", pathNot: TESTS },
      to: { path: "^pipeline/", pathNot: ["^pipeline/$1/", "^pipeline/(core|stats)/"] },
    },
    {
      name: "reading-knows-no-feed",
      severity: "error",
      from: { path: "^pipeline/sources/reading/", pathNot: TESTS },
      to: { path: "^pipeline/sources/", pathNot: "^pipeline/sources/reading/" },
    },
    {
      name: "edges-know-no-other-step",
      severity: "error",
      from: {
        path: "^pipeline/(store|kafka|readers|rollup|alert|export|govern/remediation|govern/inventory|govern/judgement)/",
        pathNot: TESTS,
      },
      to: { path: "^pipeline/", pathNot: ["^pipeline/$1/", "^pipeline/(core|stats)/"] },
    },
    {
      name: "api-knows-no-step",
      severity: "error",
      from: { path: "^pipeline/(api|console)/", pathNot: TESTS },
      to: { path: "^pipeline/", pathNot: ["^pipeline/$1/", "^pipeline/core/"] },
    },
    {
      name: "commands-are-imported-by-main-only",
      severity: "error",
      from: { pathNot: ["^pipeline/(commands/|main\\.ts$|command-line/)", TESTS] },
      to: { path: "^pipeline/commands/" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
