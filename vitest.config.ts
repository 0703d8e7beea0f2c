import { defineConfig } from "vitest/config";

const MINUTE_MS = 60_000;

/** Integration tests wait for servers and for children half of their time, so that two files at once keep two cores busy. */
const FILES_AT_ONCE = 2;

// Unit tests need nothing; integration tests (*.int.test.ts) and tests/ start real servers, so they get time.
export default defineConfig({
  test: {
    maxWorkers: FILES_AT_ONCE,
    projects: [
      {
        test: {
          name: "unit",
          // No module of ours has state, so that a worker loads each once and not again for every file: a third less time.
          isolate: false,
          include: ["**/*.test.ts"],
          exclude: ["**/*.int.test.ts", "tests/**", "node_modules/**"],
          // Ends what hangs. How fast a property test is depends on the machine and is no promise.
          testTimeout: MINUTE_MS,
        },
      },
      {
        test: {
          name: "integration",
          include: ["**/*.int.test.ts", "tests/**/*.test.ts"],
          exclude: ["node_modules/**"],
          // One server for all files; each takes a database of its own (tests/test-store.ts). One broker for those that ask.
          globalSetup: ["tests/one-server.ts", "tests/kafka/one-broker.ts"],
          testTimeout: 2 * MINUTE_MS,
          hookTimeout: MINUTE_MS,
        },
      },
    ],
  },
});
