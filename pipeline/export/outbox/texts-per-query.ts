/** Parameters travel in an address; a server takes one of a megabyte, and escapes make a text three times as long. */
const MOST_CHARACTERS = 50_000;

/** Different texts in lists that fit a query each. */
export function* textsPerQuery(texts: Iterable<string>): Generator<string[]> {
  let list: string[] = [];
  let characters = 0;
  for (const text of new Set(texts)) {
    if (list.length > 0 && characters + text.length > MOST_CHARACTERS) {
      yield list;
      list = [];
      characters = 0;
    }
    list.push(text);
    characters += text.length + 3;
  }
  if (list.length > 0) yield list;
}
