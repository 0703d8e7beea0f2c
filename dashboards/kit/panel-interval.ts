/** The steps that Grafana rounds to: from below the first number up, the second. */
const STEPS: readonly (readonly [below_ms: number, step_ms: number])[] = [
  [1_500, 1_000],
  [3_500, 2_000],
  [7_500, 5_000],
  [12_500, 10_000],
  [17_500, 15_000],
  [25_000, 20_000],
  [45_000, 30_000],
  [90_000, 60_000],
  [210_000, 120_000],
  [450_000, 300_000],
  [750_000, 600_000],
  [1_050_000, 900_000],
  [1_500_000, 1_200_000],
  [2_700_000, 1_800_000],
  [5_400_000, 3_600_000],
  [9_000_000, 7_200_000],
  [16_200_000, 10_800_000],
  [32_400_000, 21_600_000],
  [86_400_000, 43_200_000],
  [604_800_000, 86_400_000],
  [1_814_400_000, 604_800_000],
];
const MONTH_MS = 2_592_000_000;
const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DEFAULT_POINTS = 1_000;

/** The interval that Grafana gives the queries of a panel: its span by its points, rounded, and no less than it asks for. */
export function panelInterval(
  panel: { readonly maxDataPoints?: number; readonly interval?: string },
  span_ms: number,
): number {
  const exact = span_ms / (panel.maxDataPoints ?? DEFAULT_POINTS);
  const rounded = STEPS.find(([below]) => exact < below)?.[1] ?? MONTH_MS;
  return Math.max(rounded, leastOf(panel.interval));
}

function leastOf(interval: string | undefined): number {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(interval ?? "") ?? [];
  return Number(count ?? 0) * (UNITS_MS[unit ?? ""] ?? 0);
}
