// A thread that maps records. Threads do not inherit what lets this process run TypeScript.
import { register } from "tsx/esm/api";

register();
await import("../pipeline/commands/ingest/map-thread.ts");
