/** Fields of an alert's evidence, which every detector writes in its own shape. */
export type Fields = Readonly<Record<string, unknown>>;

/** The evidence as it is stored; empty where it is no JSON. */
export function readEvidence(text: string): Fields {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

export function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map((each): Fields => Object(each)) : [];
}

/** Windows out of their range, the one that was furthest out first. */
export function windowsOf(evidence: Fields): readonly Fields[] {
  return [...listOf(evidence["windows"])].sort((a, b) => Number(b["score"]) - Number(a["score"]));
}
