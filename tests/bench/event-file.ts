import { once } from "node:events";
import { createWriteStream } from "node:fs";

/** Lines joined before one write: large enough that the disk, not the calls, decides. */
const LINES_PER_WRITE = 5_000;
const APPS = 1_000;
const USERS = 3_000;
const RESOURCES = 100_000;
const EVENTS_PER_SECOND = 100;
const FIRST_MS = Date.parse("2026-10-05T00:00:00Z");

/** Write common events of about 360 bytes, a hundred a second of their own time; answers the bytes written. */
export async function writeEventFile(path: string, events: number): Promise<number> {
  const file = createWriteStream(path);
  let bytes = 0;
  for (let first = 0; first < events; first += LINES_PER_WRITE) {
    const count = Math.min(LINES_PER_WRITE, events - first);
    const lines = Array.from({ length: count }, (_, index) => eventLine(first + index)).join("");
    bytes += lines.length;
    if (!file.write(lines)) await once(file, "drain");
  }
  file.end();
  await once(file, "close");
  return bytes;
}

/** The n-th event, with its line feed. */
export function eventLine(n: number): string {
  const at = new Date(FIRST_MS + (n / EVENTS_PER_SECOND) * 1_000).toISOString();
  const mixed = Math.imul(n, 2_654_435_761) >>> 0;
  return `{"event_id":"e${n}","kind":"api_call","at":"${at}","app_id":"app-${mixed % APPS}","app_name":"Backup Pro","user_id":"user${mixed % USERS}@contoso.example","actor_type":"delegated","operation":"GET /users/{id}/messages","operation_class":"mail.read","method":"GET","service":"exchange","resource":"AAMk${mixed % RESOURCES}","outcome":"ok","status_code":200,"bytes_read":${48_000 + (n % 1_000)},"ip":"${addressOf(mixed % USERS)}","duration_ms":212}\n`;
}

/** Each user has an address somewhere in the world, so that looking up its place is the work it is in life. */
function addressOf(user: number): string {
  const mixed = Math.imul(user + 1, 2_246_822_519) >>> 0;
  return `${1 + ((mixed >>> 24) % 222)}.${(mixed >>> 16) & 255}.${(mixed >>> 8) & 255}.${mixed & 255}`;
}
