/** The lines that one text has and the other has not, in order: `- ` taken away, `+ ` added, `  ` kept. */
export function lineDiff(before: string, after: string): readonly string[] {
  const old = linesOf(before);
  const fresh = linesOf(after);
  const common = commonLengths(old, fresh);
  const lines: string[] = [];
  let [n, m] = [0, 0];
  while (n < old.length || m < fresh.length) {
    const sign = signAt(old.slice(n), fresh.slice(m), common[n + 1]?.[m] ?? 0, common[n]?.[m + 1] ?? 0);
    lines.push(`${sign} ${sign === "+" ? fresh[m] : old[n]}`);
    n += sign === "+" ? 0 : 1;
    m += sign === "-" ? 0 : 1;
  }
  return lines;
}

/** Only what differs. */
export function changedLines(before: string, after: string): readonly string[] {
  return lineDiff(before, after).filter((line) => !line.startsWith(" "));
}

function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

/** What comes next: the way on which more lines are kept. */
function signAt(old: readonly string[], fresh: readonly string[], without_old: number, without_fresh: number): string {
  if (fresh.length === 0) return "-";
  if (old.length === 0) return "+";
  if (old[0] === fresh[0]) return " ";
  return without_old >= without_fresh ? "-" : "+";
}

/** The length of the longest common rest, from each pair of lines on. Policies have some tens of lines. */
function commonLengths(old: readonly string[], fresh: readonly string[]): readonly (readonly number[])[] {
  const empty = new Array<number>(fresh.length + 1).fill(0);
  const rows = [empty];
  for (const line of old.toReversed()) rows.unshift(rowAbove(line, fresh, rows[0] ?? empty));
  return rows;
}

function rowAbove(line: string, fresh: readonly string[], below: readonly number[]): number[] {
  const row = new Array<number>(fresh.length + 1).fill(0);
  for (let m = fresh.length - 1; m >= 0; m -= 1)
    row[m] = line === fresh[m] ? (below[m + 1] ?? 0) + 1 : Math.max(below[m] ?? 0, row[m + 1] ?? 0);
  return row;
}
