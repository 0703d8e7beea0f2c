/** Rows on their way into an answer, as the lines of JSON that the store wrote. */
class WrittenRows {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    this.lines = lines;
  }
}

/** Rows that go into an answer as they were written: a field of the answer itself, nothing deeper. */
export function written<R>(lines: readonly string[]): R[] {
  // To its type an answer holds rows. Every answer leaves through writeAnswer, and nothing else looks into them; tests
  // hold what comes out against the published shape.
  return new WrittenRows(lines) as unknown as R[];
}

/** An answer as JSON, in bytes, which the socket takes as they are. */
export function writeAnswer(answer: unknown): string {
  // The framework sends bytes as well as text; its types know of text only.
  return Buffer.from(jsonOf(answer)) as unknown as string;
}

function jsonOf(answer: unknown): string {
  if (typeof answer !== "object" || answer === null) return JSON.stringify(answer);
  const fields = Object.entries(answer);
  if (!fields.some(([, value]) => value instanceof WrittenRows)) return JSON.stringify(answer);
  const said = fields.filter(([, value]) => value !== undefined);
  return `{${said.map(([name, value]) => `${JSON.stringify(name)}:${fieldOf(value)}`).join(",")}}`;
}

function fieldOf(value: unknown): string {
  if (value instanceof WrittenRows) return `[${value.lines.join(",")}]`;
  return JSON.stringify(value);
}
