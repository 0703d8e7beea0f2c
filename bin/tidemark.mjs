#!/usr/bin/env node
// Runs the TypeScript sources as they are: there is no build step.
// typebox comes before the hooks that compile them: its 700 files would pass through the hooks too, half a second at each start.
await import("typebox/value");
const { register } = await import("tsx/esm/api");
register();
const { main } = await import("../pipeline/main.ts");
await main();
