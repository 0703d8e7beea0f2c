/** One benchmark: ours and the peer's in one run. `passed` is false below the aim. */
export type Benchmark = () => Promise<Readonly<Record<string, unknown>> & { readonly passed: boolean }>;
