import type { Terminal } from "../context.ts";

/** A terminal is redrawn this often at most. */
const REDRAW_MS = 100;
const BAR_WIDTH = 28;
const MEGABYTE = 1e6;

export interface Progress {
  readonly update: (done: number, total: number, note: string) => void;
  readonly end: () => void;
}

/** A log gets a line this often: short work leaves none. */
const LOG_MS = 60_000;

/** A bar on standard error while it is a terminal; a line a minute where it is a log. */
export function progressBar(terminal: Terminal, label: string): Progress {
  return terminal.interactive ? drawn(terminal, label) : logged(terminal, label);
}

function drawn(terminal: Terminal, label: string): Progress {
  let drawn_at = 0;
  let begun: Begun | undefined;
  return {
    update: (done, total, note) => {
      const now = Date.now();
      begun ??= { at_ms: now, done };
      if (now - drawn_at < REDRAW_MS) return;
      drawn_at = now;
      terminal.err(`\r\u001b[K${label} ${bar(done, total)} ${noteWithRest(note, begun, done, total, now)}`);
    },
    end: () => terminal.err("\r\u001b[K"),
  };
}

function logged(terminal: Terminal, label: string): Progress {
  let logged_at = Date.now();
  let begun: Begun | undefined;
  return {
    update: (done, total, note) => {
      const now = Date.now();
      begun ??= { at_ms: now, done };
      if (now - logged_at < LOG_MS) return;
      logged_at = now;
      const share = total > 0 ? ` ${percent(done, total)} %` : "";
      terminal.err(`${label}${share}: ${noteWithRest(note, begun, done, total, now)}\n`);
    },
    end: () => undefined,
  };
}

function noteWithRest(note: string, begun: Begun, done: number, total: number, now_ms: number): string {
  const left = timeLeft(begun, done, total, now_ms);
  return left === "" ? note : `${note}, ${left} left`;
}

/** Where this process began: a resumed import has done a part before. */
export interface Begun {
  readonly at_ms: number;
  readonly done: number;
}

/** Sooner than this a guess would jump about. */
const FIRST_GUESS_MS = 2_000;
const SECOND_MS = 1_000;
const MINUTE_S = 60;
const HOUR_S = 3_600;

/** How long the rest takes at the speed so far, in words; empty while nobody can tell. */
export function timeLeft(begun: Begun, done: number, total: number, now_ms: number): string {
  const spent_ms = now_ms - begun.at_ms;
  const gained = done - begun.done;
  if (spent_ms < FIRST_GUESS_MS || gained <= 0 || total <= done) return "";
  const seconds = Math.ceil(((total - done) / gained) * (spent_ms / SECOND_MS));
  if (seconds < MINUTE_S) return `${seconds} s`;
  const minutes = Math.ceil(seconds / MINUTE_S);
  if (seconds < HOUR_S) return `${minutes} min`;
  return `${Math.floor(minutes / MINUTE_S)} h ${minutes % MINUTE_S} min`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(0)} MB`;
}

function bar(done: number, total: number): string {
  if (total <= 0) return "";
  const full = Math.round(shareOf(done, total) * BAR_WIDTH);
  return `${"█".repeat(full)}${"░".repeat(BAR_WIDTH - full)} ${String(percent(done, total)).padStart(3)} %`;
}

function percent(done: number, total: number): number {
  return Math.round(shareOf(done, total) * 100);
}

function shareOf(done: number, total: number): number {
  return Math.min(1, done / total);
}
