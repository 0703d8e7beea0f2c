import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { peakRssMb } from "../peak-rss.ts";

const PROGRAM = fileURLToPath(new URL("../../bin/tidemark.mjs", import.meta.url));
const RSS_POLL_MS = 50;

export interface Measured {
  readonly seconds: number;
  readonly peak_rss_mb: number;
}

/** Run a command in a process of its own; answers its JSON beside what it cost. */
export function runMeasured<T>(words: readonly string[]): Promise<T & Measured> {
  const started = performance.now();
  const child = spawn(process.execPath, [PROGRAM, ...words, "--json"], { stdio: ["ignore", "pipe", "inherit"] });
  let peak_rss_mb = 0;
  let out = "";
  const watch = setInterval(() => {
    peak_rss_mb = Math.max(peak_rss_mb, peakRssMb(child.pid));
  }, RSS_POLL_MS);
  child.stdout.on("data", (text: Buffer) => {
    out += text.toString();
  });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => {
      clearInterval(watch);
      const seconds = Math.round((performance.now() - started) / 100) / 10;
      if (code !== 0) reject(new Error(`${words[0]} ended with ${code}`));
      else resolve({ seconds, peak_rss_mb, ...JSON.parse(out) });
    });
  });
}
