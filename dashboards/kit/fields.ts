import { type DynamicConfigValue, MappingType, ThresholdsMode } from "@grafana/grafana-foundation-sdk/dashboard";
import { COLORS, type ColorName } from "./colors.ts";
import { type Link, linkBuilder } from "./links.ts";

/** How one column is shown, where it differs from its panel. */
export interface Field {
  readonly title?: string;
  readonly unit?: string;
  readonly width?: number;
  readonly color?: ColorName;
  readonly links?: readonly Link[];
  /** Not shown, but there for links. */
  readonly hidden?: boolean;
  /** Words in place of values. */
  readonly words?: Readonly<Record<string, string>>;
  /** A cell of a table is filled by how large its number is, up to `full`. */
  readonly gauge?: { readonly full?: number };
  /** Drawn as separate points. */
  readonly points?: boolean;
  /** The area down to the series of this name is filled. */
  readonly fill_to?: string;
  readonly line?: "dashed" | "none" | "thick";
}

const POINT_SIZE = 9;
const BAND_OPACITY = 20;

/** The same in Grafana's own words, as an override of a field. */
export function overridesOf(field: Field): DynamicConfigValue[] {
  return [
    ...known("displayName", field.title),
    ...known("unit", field.unit),
    ...known("custom.width", field.width),
    ...known("color", field.color && { mode: "fixed", fixedColor: COLORS[field.color] }),
    ...known(
      "links",
      field.links?.map((link) => linkBuilder(link).build()),
    ),
    ...known("mappings", field.words && [mappingOf(field.words)]),
    ...(field.hidden ? hidden() : []),
    ...(field.gauge ? gauge(field.gauge) : []),
    ...(field.points ? points() : []),
    ...known("custom.fillBelowTo", field.fill_to),
    ...known("custom.fillOpacity", field.fill_to && BAND_OPACITY),
    ...lineOf(field.line),
  ];
}

function known(id: string, value: unknown): DynamicConfigValue[] {
  return value === undefined || value === "" ? [] : [{ id, value }];
}

function mappingOf(words: Readonly<Record<string, string>>): object {
  const options = Object.fromEntries(Object.entries(words).map(([value, text], index) => [value, { text, index }]));
  return { type: MappingType.ValueToText, options };
}

/** `hideFrom` is for charts, `hidden` for tables; each ignores the other. */
function hidden(): DynamicConfigValue[] {
  return [
    { id: "custom.hideFrom", value: { viz: true, legend: true, tooltip: true } },
    { id: "custom.hidden", value: true },
  ];
}

function gauge({ full }: { readonly full?: number }): DynamicConfigValue[] {
  return [
    { id: "custom.cellOptions", value: { type: "gauge", mode: "basic", valueDisplayMode: "text" } },
    { id: "min", value: 0 },
    ...known("max", full),
    { id: "thresholds", value: { mode: ThresholdsMode.Absolute, steps: [{ value: null, color: COLORS.blue }] } },
    { id: "color", value: { mode: "fixed", fixedColor: COLORS.blue } },
  ];
}

function points(): DynamicConfigValue[] {
  return [
    { id: "custom.drawStyle", value: "points" },
    { id: "custom.showPoints", value: "always" },
    { id: "custom.pointSize", value: POINT_SIZE },
  ];
}

function lineOf(line: Field["line"]): DynamicConfigValue[] {
  switch (line) {
    case undefined:
      return [];
    case "dashed":
      return [{ id: "custom.lineStyle", value: { fill: "dash", dash: [6, 4] } }];
    case "thick":
      return [{ id: "custom.lineWidth", value: 2 }];
    case "none":
      return [{ id: "custom.lineWidth", value: 0 }];
    default:
      return line satisfies never;
  }
}
