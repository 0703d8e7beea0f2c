import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { StormPlan } from "./storm-plan.ts";

/** The producer is a process of its own; it ends when everything is acknowledged. */
export async function fill(brokers: string, topic: string, plan: StormPlan, acks_file: string): Promise<void> {
  const script = fileURLToPath(new URL("./fill-storm.ts", import.meta.url));
  const words = ["--import", "tsx", script, brokers, topic, JSON.stringify(plan), acks_file];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "ignore", "inherit"] });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`the producer ended with ${code}`);
}
