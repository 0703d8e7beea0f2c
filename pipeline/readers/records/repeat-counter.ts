import { hash } from "node:crypto";

/** Equal rows stand near each other, as their times are equal. Further apart than this they count as copies. */
const REMEMBERED_ROWS = 250_000;
/** So many hexadecimal digits fit into a number. */
const NUMBER_DIGITS = 13;

/** Says of each text how many equal ones came shortly before, with memory that does not grow. */
export function repeatCounter(remembered = REMEMBERED_ROWS): (text: string) => number {
  let latest = new Map<number, number>();
  let before: ReadonlyMap<number, number> = new Map();
  return (text) => {
    const key = Number.parseInt(hash("sha1", text, "hex").slice(0, NUMBER_DIGITS), 16);
    const repeat = latest.get(key) ?? before.get(key) ?? 0;
    latest.set(key, repeat + 1);
    if (latest.size >= remembered) {
      before = latest;
      latest = new Map();
    }
    return repeat;
  };
}
