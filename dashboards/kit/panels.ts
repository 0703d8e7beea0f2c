import { PanelBuilder as BarChart } from "@grafana/grafana-foundation-sdk/barchart";
import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import type { DynamicConfigValue, Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as Stat } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as Table } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as TimeSeries } from "@grafana/grafana-foundation-sdk/timeseries";
import type { BoundQuery } from "./bind-query.ts";
import { clickhouseTarget, DATA_SOURCE } from "./clickhouse-target.ts";
import { BY_PLACE } from "./colors.ts";
import { type Field, overridesOf } from "./fields.ts";
import { type Link, linkBuilder } from "./links.ts";
import { placeholder } from "./placeholder.ts";

export interface PanelSpec {
  readonly title: string;
  /** What is shown, how it is counted, and what follows from it. */
  readonly description: string;
  /** What stands there when the query finds nothing; that the span or the app may be why is added. */
  readonly no_value: string;
  readonly query: BoundQuery;
  readonly unit: string;
  /** In columns of Grafana's grid, which has 24. */
  readonly width: number;
  readonly height?: number;
  readonly fields?: Readonly<Record<string, Field>>;
  /** Links of the whole panel, at its title. */
  readonly links?: readonly Link[];
}

export interface TimeSeriesSpec extends PanelSpec {
  /** bars: amounts of a time; lines: levels. */
  readonly style: "bars" | "lines";
  readonly stacked?: boolean;
  /** One series for each value of this text column; without it one for each number column. */
  readonly split?: string;
  /** The names of the series begin with their place ("1. "), which gives them their colour; the rest is "other". */
  readonly by_place?: boolean;
  /** The shortest step between two points. */
  readonly min_step: "1m" | "1h" | "1d";
  readonly more?: readonly BoundQuery[];
}

/** Steps of at most this many: more cannot be told apart at the width of a panel, and cost more to read. */
const MAX_POINTS = 200;
const ROW_HEIGHT = 8;
const STAT_HEIGHT = 4;
/** Grafana would write a panel's words for no data into every cell that is null. */
const UNKNOWN: [pattern: string, properties: DynamicConfigValue[]] = [".*", [{ id: "noValue", value: "–" }]];

/** How every panel says that the span lies before the retention, and that nothing has the id of the chosen app. */
export const NOT_KEPT = "nothing is kept from then";
export const NO_SUCH_APP = "there is no such app";

type Built = Builder<Panel>;

export function timeSeries(spec: TimeSeriesSpec): Built {
  const bars = spec.style === "bars";
  const panel = withCommon(new TimeSeries(), spec)
    .interval(spec.min_step)
    .maxDataPoints(MAX_POINTS)
    .drawStyle(bars ? GraphDrawStyle.Bars : GraphDrawStyle.Line)
    .fillOpacity(bars ? 70 : 0)
    .lineWidth(bars ? 0 : 1)
    .showPoints(VisibilityMode.Never)
    .axisSoftMin(0)
    .spanNulls(false)
    .stacking(new StackingConfigBuilder().mode(spec.stacked ? StackingMode.Normal : StackingMode.None))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .legend(legend());
  if (spec.split !== undefined) panel.displayName(`\${__field.labels.${spec.split}}`);
  if (spec.by_place) colorByPlace(panel);
  panel.withTarget(clickhouseTarget(spec.query, spec.split === undefined ? "table" : "timeseries"));
  for (const [index, query] of (spec.more ?? []).entries())
    panel.withTarget(clickhouseTarget(query, "table", String.fromCharCode("B".charCodeAt(0) + index)));
  return panel;
}

/** Grafana's own palette has reds beside greens; colours of ours go by what a name begins with, whatever it is. */
function colorByPlace(panel: TimeSeries): void {
  for (const [index, color] of BY_PLACE.entries())
    panel.overrideByRegexp(`/^${index + 1}\\. /`, overridesOf({ color }));
  panel.overrideByName("other", overridesOf({ title: "Others", color: "grey" }));
}

/** One number, or the few numbers of one row. */
export function stat(spec: PanelSpec): Built {
  return withCommon(new Stat(), { height: STAT_HEIGHT, ...spec })
    .overrideByRegexp(...UNKNOWN)
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.None)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(["lastNotNull"]).fields("/.*/").values(false))
    .withTarget(clickhouseTarget(spec.query, "table"));
}

/** A ranking: names down the side, one bar a number column. */
export function ranking(spec: PanelSpec & { readonly by: string; readonly stacked?: boolean }): Built {
  return withCommon(new BarChart(), spec)
    .xField(spec.by)
    .orientation(VizOrientation.Horizontal)
    .stacking(spec.stacked ? StackingMode.Normal : StackingMode.None)
    .showValue(VisibilityMode.Auto)
    .fillOpacity(70)
    .lineWidth(0)
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.None))
    .legend(legend())
    .withTarget(clickhouseTarget(spec.query, "table"));
}

export function table(spec: PanelSpec): Built {
  return withCommon(new Table(), spec)
    .overrideByRegexp(...UNKNOWN)
    .filterable(true)
    .withTarget(clickhouseTarget(spec.query, "table"));
}

interface CommonPanel {
  title: (text: string) => this;
  description: (text: string) => this;
  datasource: (ref: typeof DATA_SOURCE) => this;
  span: (columns: number) => this;
  height: (rows: number) => this;
  unit: (unit: string) => this;
  noValue: (words: string) => this;
  links: (links: ReturnType<typeof linkBuilder>[]) => this;
  overrideByName: (name: string, properties: DynamicConfigValue[]) => this;
}

function withCommon<T extends CommonPanel>(panel: T, spec: PanelSpec): T {
  panel
    .title(spec.title)
    .description(spec.description)
    .datasource(DATA_SOURCE)
    .span(spec.width)
    .height(spec.height ?? ROW_HEIGHT)
    .unit(spec.unit)
    .noValue(noDataWords(spec));
  if (spec.links !== undefined) panel.links(spec.links.map(linkBuilder));
  for (const [name, field] of Object.entries(spec.fields ?? {})) panel.overrideByName(name, overridesOf(field));
  return panel;
}

/** What is chosen at the top can be why there is nothing: what of it the query takes says which. */
function noDataWords({ no_value, query }: PanelSpec): string {
  const span = query.sql.includes("$__fromTime") ? `, or ${NOT_KEPT}` : "";
  const app = query.sql.includes(placeholder("app:percentencode")) ? `, or ${NO_SUCH_APP}` : "";
  return `${no_value}${span}${app}`;
}

function legend(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .showLegend(true)
    .calcs([]);
}
