import type { Detection, Part, SignalPattern } from "./detection.ts";

/** What a detection asks for, part by part, in words with all of its thresholds. */
export function describeRule({ parts, within_h, kind }: Detection): readonly string[] {
  if (kind === "usage") return ["a window outside the range that is usual for the app (docs/detection-quality.md)"];
  const told = parts.map((part) => describePart(part));
  return parts.length > 1 ? [...told, `all within ${within_h} h`] : told;
}

function describePart({ any, at_least, first, absent }: Part): string {
  const told = any.map(describePattern).join(", or ");
  const many = at_least === undefined ? "" : `${at_least} of: `;
  if (absent) return `not: ${told}`;
  return first ? `first ${many}${told}` : `${many}${told}`;
}

function describePattern(pattern: SignalPattern): string {
  const { signal, service, operation_class, value, min_strength, min_observed, min_known_days, is_new, beside } =
    pattern;
  const words = [
    among(value),
    among(operation_class, " of "),
    among(service, " on "),
    min_observed === undefined ? "" : ` at least ${min_observed}`,
    min_strength === undefined ? "" : ` strength at least ${min_strength}`,
    min_known_days === undefined ? "" : ` known for ${min_known_days} days`,
    is_new ? " of a new app" : "",
    beside === undefined ? "" : ` beside \`${beside}\``,
  ];
  const told = words.filter((word) => word !== "").join(",");
  return told === "" ? `\`${signal}\`` : `\`${signal}\`${told.startsWith(" ") ? "" : " "}${told}`;
}

function among(values: readonly string[] | undefined, before = ""): string {
  if (values === undefined) return "";
  return `${before}${values.join("/")}`;
}
