/** The statements of an SQL file: each ends in a semicolon at the end of a line. */
export function statementsOf(text: string): readonly string[] {
  const parts = text.split(/;[ \t]*$/m).map((part) => part.trim());
  return parts.filter((part) => part !== "");
}
