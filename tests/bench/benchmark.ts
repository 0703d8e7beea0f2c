/** One benchmark: ours and the peer's in one run. `passed` is false below the aim. `words` are its own options. */
export type Benchmark = (
  words: readonly string[],
) => Promise<Readonly<Record<string, unknown>> & { readonly passed: boolean }>;
