import { closeSync, openSync, writeSync } from "node:fs";

const LINES_PER_WRITE = 20_000;
/** Ten hours across a midnight, so that two days and a dozen hours are shared by all apps. */
const START_MS = Date.UTC(2026, 9, 5, 18);
const SPAN_MS = 10 * 3_600_000;
const APPS = 20;

/** Write so many different common events to a file, spread evenly over time and apps. */
export function writeManyEvents(path: string, count: number): void {
  const file = openSync(path, "w");
  for (let from = 0; from < count; from += LINES_PER_WRITE) {
    let text = "";
    for (let n = from; n < Math.min(count, from + LINES_PER_WRITE); n++) {
      // Not in the order of time: every chunk of the file touches all minutes.
      const at = START_MS + ((n * 7_919) % SPAN_MS);
      text += `{"event_id":"e${n}","kind":"api_call","at":${at},"app_id":"app-${n % APPS}","user_id":"user-${n % 97}@contoso.example","operation":"GET /users/{id}/messages","operation_class":"mail.read","service":"exchange","outcome":"ok","bytes_read":${n % 4_096}}\n`;
    }
    writeSync(file, text);
  }
  closeSync(file);
}
