import type { Terminal } from "../context.ts";

/** A terminal is redrawn this often at most. */
const REDRAW_MS = 100;
const BAR_WIDTH = 28;
const MEGABYTE = 1e6;

export interface Progress {
  readonly update: (done: number, total: number, note: string) => void;
  readonly end: () => void;
}

/** A bar on standard error while it is a terminal; silent otherwise. */
export function progressBar(terminal: Terminal, label: string): Progress {
  if (!terminal.interactive) return { update: () => undefined, end: () => undefined };
  let drawn_at = 0;
  return {
    update: (done, total, note) => {
      const now = Date.now();
      if (now - drawn_at < REDRAW_MS) return;
      drawn_at = now;
      terminal.err(`\r\u001b[K${label} ${bar(done, total)} ${note}`);
    },
    end: () => terminal.err("\r\u001b[K"),
  };
}

export function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(0)} MB`;
}

function bar(done: number, total: number): string {
  if (total <= 0) return "";
  const share = Math.min(1, done / total);
  const full = Math.round(share * BAR_WIDTH);
  return `${"█".repeat(full)}${"░".repeat(BAR_WIDTH - full)} ${String(Math.round(share * 100)).padStart(3)} %`;
}
