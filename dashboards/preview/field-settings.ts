import type { Panel } from "../kit/panel-queries.ts";

/** How one column or series of a panel is shown: its own settings before those of the panel. */
export interface FieldSettings {
  readonly title: string;
  readonly unit: string;
  readonly hidden: boolean;
  readonly color: string | undefined;
  readonly words: Readonly<Record<string, string>>;
  readonly gauge_full: number | undefined;
  readonly is_gauge: boolean;
  readonly has_links: boolean;
  readonly points: boolean;
  readonly fill_to: string | undefined;
  readonly line_width: number;
  readonly dashed: boolean;
  readonly width: number | undefined;
}

const DEFAULT_LINE = 1;

export function fieldSettings({ fieldConfig }: Panel, name: string): FieldSettings {
  const own = fieldConfig.overrides
    .filter(({ matcher }) => matches(matcher, name))
    .flatMap(({ properties }) => properties);
  const of = (id: string): unknown => own.find((property) => property.id === id)?.value;
  const text = (id: string): string | undefined => (typeof of(id) === "string" ? String(of(id)) : undefined);
  const number = (id: string): number | undefined => (typeof of(id) === "number" ? Number(of(id)) : undefined);
  return {
    title: text("displayName") ?? name,
    unit: text("unit") ?? fieldConfig.defaults.unit,
    hidden: of("custom.hidden") === true,
    color: textOf(Object(of("color"))["fixedColor"]),
    words: wordsOf(of("mappings")),
    gauge_full: number("max"),
    is_gauge: Object(of("custom.cellOptions"))["type"] === "gauge",
    has_links: Array.isArray(of("links")),
    points: of("custom.drawStyle") === "points",
    fill_to: text("custom.fillBelowTo"),
    line_width: number("custom.lineWidth") ?? DEFAULT_LINE,
    dashed: of("custom.lineStyle") !== undefined,
    width: number("custom.width"),
  };
}

function matches({ id, options }: { readonly id: string; readonly options: unknown }, name: string): boolean {
  if (id !== "byRegexp") return options === name;
  return new RegExp(String(options).replace(/^\/(.*)\/$/, "$1")).test(name);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function wordsOf(mappings: unknown): Readonly<Record<string, string>> {
  const [first] = Array.isArray(mappings) ? mappings : [];
  const options = Object.entries(Object(Object(first)["options"]));
  return Object.fromEntries(options.map(([value, shown]) => [value, String(Object(shown)["text"])]));
}
