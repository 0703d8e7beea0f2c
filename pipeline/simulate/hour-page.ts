import { HOUR_MS, MINUTE_MS } from "./calendar.ts";

/** One hour of events as NDJSON, in order to the minute; feeds are never in perfect order. */
export class HourPage {
  readonly #hour_ms: number;
  readonly #minutes: string[][] = Array.from({ length: HOUR_MS / MINUTE_MS }, () => []);
  #events = 0;

  constructor(hour_ms: number) {
    this.#hour_ms = hour_ms;
  }

  /** Put a line, without its line end, at its minute. */
  add(at_ms: number, line: string): void {
    this.#minutes[Math.floor((at_ms - this.#hour_ms) / MINUTE_MS)]?.push(line);
    this.#events++;
  }

  get events(): number {
    return this.#events;
  }

  /** Whole lines, each with its line end. */
  get lines(): string {
    return this.#events === 0 ? "" : `${this.#minutes.flat().join("\n")}\n`;
  }
}
