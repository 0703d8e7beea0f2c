/** What a receiver makes of one line. */
export interface ParsedLine {
  readonly head: readonly string[];
  readonly fields: Readonly<Record<string, string>>;
}

/** CEF as a receiver reads it: written from the format's description, not from our writer. */
export function parseCef(line: string): ParsedLine {
  const [head, rest] = splitHead(line, 7);
  return { head: head.map((text) => text.replace(/\\([\\|])/g, "$1")), fields: extensionFields(rest) };
}

/** The header ends at its n-th bar that no backslash escapes. */
function splitHead(line: string, bars: number): [readonly string[], string] {
  const head: string[] = [];
  let from = 0;
  for (let at = 0; at < line.length && head.length < bars; at += 1) {
    if (line[at] === "\\") at += 1;
    else if (line[at] === "|") {
      head.push(line.slice(from, at));
      from = at + 1;
    }
  }
  if (head.length < bars) throw new Error(`the header has ${head.length} fields`);
  return [head, line.slice(from)];
}

/** A key is a word before an equals sign that no backslash escapes; a value goes on to the blank before the next key. */
function extensionFields(text: string): Record<string, string> {
  const keys = [...text.matchAll(/(^| )([A-Za-z0-9]+)=/g)].filter(({ index, 0: found }) => {
    return text[index + found.length - 2] !== "\\";
  });
  return Object.fromEntries(
    keys.map((match, n) => {
      const value = text.slice(match.index + match[0].length, keys[n + 1]?.index ?? text.length);
      return [match[2], value.replace(/\\(.)/g, (_, next: string) => ({ n: "\n", r: "\r" })[next] ?? next)];
    }),
  );
}

/** LEEF 2.0 as a receiver reads it. */
export function parseLeef(line: string): ParsedLine {
  const head = line.split("|", 6);
  const rest = line.slice(head.join("|").length + 1);
  const delimiter = String.fromCharCode(Number.parseInt((head[5] ?? "").replace(/^0?x/, ""), 16));
  const pairs = rest.split(delimiter).map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  return { head, fields: Object.fromEntries(pairs) };
}
