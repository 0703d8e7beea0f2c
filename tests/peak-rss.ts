import { readFileSync } from "node:fs";

const KILOBYTES = 1_000;

/** The most memory a process has had, in MB; 0 where the system does not tell (Linux does) or the process is gone. */
export function peakRssMb(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / KILOBYTES);
  } catch {
    return 0;
  }
}
