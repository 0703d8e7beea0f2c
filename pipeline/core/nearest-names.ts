import leven from "leven";

/** Those names that were probably meant, the likeliest first: what has the given words in it, then what differs least. */
export function nearestNames(given: string, names: readonly string[], most: number): readonly string[] {
  const strangeness = (name: string): number => (`_${name}_`.includes(`_${given}_`) ? 0 : leven(given, name));
  return [...names].sort((a, b) => strangeness(a) - strangeness(b)).slice(0, most);
}

/** The name that was probably meant. */
export function nearestName(given: string, names: readonly string[]): string {
  return nearestNames(given, names, 1)[0] ?? "";
}
