#!/usr/bin/env node
// Runs the TypeScript sources as they are: there is no build step.
import { register } from "tsx/esm/api";

register();
const { main } = await import("../pipeline/main.ts");
await main();
