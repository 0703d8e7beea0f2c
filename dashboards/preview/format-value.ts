const STEP = 1_000;
const SHORT = ["", " K", " Mil", " Bil", " Tri"] as const;
const BYTES = [" B", " kB", " MB", " GB", " TB", " PB"] as const;
/** From the largest down: how many seconds, and its sign. */
const DURATIONS = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "min"],
  [1, "s"],
] as const;
const DIGITS = 3;

/** A value in words as Grafana shows it in this unit, near enough to judge a panel by. */
export function formatValue(value: unknown, unit: string): string {
  if (value === null || value === undefined || value === "") return "";
  if (unit === "dateTimeAsIso") return String(value).slice(0, 19);
  if (typeof value !== "number") return String(value);
  switch (unit) {
    case "decbytes":
      return scaled(value, BYTES);
    case "percentunit":
      return `${rounded(value * 100)}%`;
    case "s":
      return duration(value);
    case "short":
      return scaled(value, SHORT);
    default:
      return String(value);
  }
}

function scaled(value: number, signs: readonly string[]): string {
  const most = signs.length - 1;
  const power = value === 0 ? 0 : Math.max(0, Math.min(most, Math.floor(Math.log10(Math.abs(value)) / DIGITS)));
  return `${rounded(value / STEP ** power)}${signs[power] ?? ""}`;
}

function duration(seconds: number): string {
  const [size, sign] = DURATIONS.find(([each]) => Math.abs(seconds) >= each) ?? [1, "s"];
  return `${rounded(seconds / size)} ${sign}`;
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(DIGITS)));
}
