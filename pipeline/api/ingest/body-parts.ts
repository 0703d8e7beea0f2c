const NEWLINE = 0x0a;

/** Whole lines that go through as they are, or one line that is too long for it. Lines count from 1. */
export type BodyPart =
  | { readonly kind: "lines"; readonly first_line: number; readonly bytes: Buffer }
  | { readonly kind: "long_line"; readonly line: number; readonly bytes: Buffer };

/**
 * The body in order, cut only around lines longer than `max_line_bytes`. Almost no body has one, so it looks for the
 * last line end within reach instead of at every line.
 */
export function bodyParts(body: Buffer, max_line_bytes: number): readonly BodyPart[] {
  const parts: BodyPart[] = [];
  let cut = 0;
  let line = 1;
  for (const [start, end] of longLines(body, max_line_bytes)) {
    if (start > cut) parts.push({ kind: "lines", first_line: line, bytes: body.subarray(cut, start) });
    line += lineEnds(body, cut, start);
    parts.push({ kind: "long_line", line, bytes: body.subarray(start, end) });
    line += 1;
    cut = Math.min(end + 1, body.length);
  }
  if (cut < body.length) parts.push({ kind: "lines", first_line: line, bytes: body.subarray(cut) });
  return parts;
}

/** Start and end of each line above the limit, without its line end. */
function* longLines(body: Buffer, max_line_bytes: number): Generator<readonly [number, number]> {
  let start = 0;
  while (body.length - start > max_line_bytes) {
    const reach = body.lastIndexOf(NEWLINE, start + max_line_bytes);
    if (reach >= start) {
      start = reach + 1;
      continue;
    }
    const next = body.indexOf(NEWLINE, start);
    const end = next === -1 ? body.length : next;
    yield [start, end];
    start = end + 1;
  }
}

function lineEnds(body: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = body.indexOf(NEWLINE, from); at !== -1 && at < to; at = body.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}
