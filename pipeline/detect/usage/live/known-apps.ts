import { type AppKey, keyOf, type WalkedApp } from "../detect-usage.ts";
import type { Deviation } from "../deviation.ts";
import { beginOf } from "../watches/score-series.ts";

/** By what the usage of an app was known when it was learned. */
export interface KnownUsage {
  /** Its usage before the base; empty where there was none. */
  readonly fingerprint: string;
  /** Each hour since the base; 0: no row. */
  readonly prints: Uint32Array;
  /** Whether the store has what its models remembered at the base. */
  readonly is_based: boolean;
}

/** An app as the last live run left it. */
export interface KnownApp extends KnownUsage {
  readonly app: AppKey;
  /** When its first hour began. */
  readonly begin_s: number;
  /** What its models remember after the last hour. */
  readonly state: Uint8Array;
  /** In the hours that are looked at again. */
  readonly deviations: readonly Deviation[];
}

/** What the service may hold in memory of all apps: some 120,000 of them. Of more, every run starts from the base. */
const MOST_KEPT_BYTES = 2_000_000_000;

export interface KnownApps {
  readonly get: (key: string) => KnownApp | undefined;
  readonly all: () => IterableIterator<[string, KnownApp]>;
  /** Keep an app as it was left; its models are copied. */
  readonly keep: (left: Omit<WalkedApp, "rows" | "is_saved">, usage: KnownUsage) => void;
  readonly set: (key: string, known: KnownApp) => void;
  readonly drop: (key: string) => void;
  /** Whether all apps that came could be kept. */
  readonly isWhole: () => boolean;
}

export function knownApps(): KnownApps {
  const apps = new Map<string, KnownApp>();
  let bytes = 0;

  function drop(key: string): void {
    bytes -= apps.get(key)?.state.length ?? 0;
    apps.delete(key);
  }

  return {
    get: (key) => apps.get(key),
    all: () => apps.entries(),
    keep: ({ app, deviations, models }, { fingerprint, prints, is_based }) => {
      if (bytes > MOST_KEPT_BYTES) return;
      const key = keyOf(app);
      const before = apps.get(key)?.state;
      const state = models.save(before);
      bytes += state.length - (before?.length ?? 0);
      apps.set(key, { app, begin_s: beginOf(models), state, deviations, fingerprint, prints, is_based });
    },
    set: (key, known) => void apps.set(key, known),
    drop,
    isWhole: () => bytes <= MOST_KEPT_BYTES,
  };
}
