/** Control characters, and the separators that some receivers take for line ends. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029]/gu;
const REPLACEMENT = "\uFFFD";
const HEX = 16;

/** Text without anything that could end a line or a field; `keep` maps the characters that have an escape of their own. */
export function lineText(text: string, keep: Readonly<Record<string, string>> = {}): string {
  return text.replace(UNPRINTABLE, (character) => keep[character] ?? REPLACEMENT);
}

/** What JSON lets through as it is. */
const UNPRINTABLE_IN_JSON = /[\u007f-\u009f\u2028\u2029]/g;

/** JSON in one printable line. JSON itself would let through what some receivers take for a line end. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(
    UNPRINTABLE_IN_JSON,
    (character) => `\\u${character.charCodeAt(0).toString(HEX).padStart(4, "0")}`,
  );
}
