import { readFileSync } from "node:fs";

/** Linux counts the processor time of a process in hundredths of a second. */
const TICKS_A_SECOND = 100;
/** Fields of `/proc/PID/stat` behind the name, which may hold anything: time in the program, and in the kernel for it. */
const USER = 11;
const SYSTEM = 12;

/** Processor time that a process has had, in seconds; 0 where the system does not tell (Linux does) or it is gone. */
export function processorSeconds(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[USER]) + Number(fields[SYSTEM])) / TICKS_A_SECOND;
  } catch {
    return 0;
  }
}
