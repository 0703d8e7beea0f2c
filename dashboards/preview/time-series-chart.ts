import { COLORS } from "../kit/colors.ts";
import type { Panel } from "../kit/panel-queries.ts";
import { type FieldSettings, fieldSettings } from "./field-settings.ts";
import { formatValue } from "./format-value.ts";
import { type Frame, momentOf, type Series, seriesOf } from "./frame.ts";

/** Series without a colour of their own take these in turn. */
const IN_TURN = [
  COLORS.blue,
  COLORS.orange,
  COLORS.green,
  COLORS.vermilion,
  COLORS.sky,
  COLORS.purple,
  COLORS.yellow,
  COLORS.violet,
  COLORS.lime,
] as const;
const AXIS = "#9aa0a8";
const GRID = "#2c3036";
const FONT = { color: AXIS, fontSize: 11, fontFamily: "Helvetica, Arial, sans-serif" } as const;
const BAND_OPACITY = 0.25;
const BAR_SHARE = 0.8;
const MARGINS = { left: 64, right: 16, top: 14, bottom: 52 } as const;
/** A legend of more than one line lifts the axis. */
const LEGEND = { line_px: 24, entry_px: 42, letter_px: 6.5 } as const;

export interface Plot {
  readonly panel: Panel;
  readonly frames: readonly Frame[];
  /** Deviations and the like, as thin lines. */
  readonly marks: Frame;
  readonly width: number;
  readonly height: number;
  readonly from_ms: number;
  readonly to_ms: number;
}

/** An option of echarts that draws what Grafana would. */
export function timeSeriesChart(plot: Plot): Readonly<Record<string, unknown>> {
  const { panel, frames } = plot;
  const series = frames.flatMap((frame, index) => seriesOf(frame, panel.targets[index]?.queryType === "timeseries"));
  const shown = series.map((one) => ({ series: one, field: fieldSettings(panel, one.name) }));
  const visible = shown.filter(({ field }) => !field.hidden);
  const moments = visible.flatMap(({ series }) => series.points.map(([at]) => at));
  // A panel with a time of its own (the four months) shows that.
  const from_ms = Math.min(plot.from_ms, ...moments);
  const unit = visible[0]?.field.unit ?? panel.fieldConfig.defaults.unit;
  return {
    animation: false,
    grid: { ...MARGINS, bottom: MARGINS.bottom + (legendLines(plot.width, legendOf(visible)) - 1) * LEGEND.line_px },
    legend: {
      bottom: 2,
      type: "plain",
      itemWidth: 14,
      itemHeight: 8,
      itemGap: 22,
      textStyle: FONT,
      data: legendOf(visible),
    },
    xAxis: {
      type: "time",
      min: from_ms,
      max: plot.to_ms,
      axisLabel: { ...FONT, hideOverlap: true },
      axisLine: { lineStyle: { color: AXIS } },
    },
    yAxis: {
      type: "value",
      min: 0,
      axisLabel: { ...FONT, formatter: (value: number) => formatValue(value, unit) },
      splitLine: { lineStyle: { color: GRID } },
    },
    series: visible.flatMap((one, index) => drawn(plot, one, index, visible)),
  };
}

interface Shown {
  readonly series: Series;
  readonly field: FieldSettings;
}

/** The edges of a range are one entry. */
function legendOf(visible: readonly Shown[]): readonly string[] {
  const lower = new Set(visible.flatMap(({ field }) => field.fill_to ?? []));
  return visible.map(({ field }) => field.title).filter((title) => !lower.has(title));
}

function legendLines(width: number, entries: readonly string[]): number {
  const wide = entries.reduce((sum, entry) => sum + LEGEND.entry_px + entry.length * LEGEND.letter_px, 0);
  return Math.max(1, Math.ceil(wide / (width - MARGINS.left)));
}

function drawn(plot: Plot, { series, field }: Shown, index: number, all: readonly Shown[]): readonly object[] {
  const color = field.color ?? inTurn(all, field.title);
  const common = {
    name: field.title,
    itemStyle: { color },
    data: series.points,
    ...(index === 0 ? marksOf(plot.marks) : {}),
  };
  if (field.points) return [{ ...common, type: "scatter", symbolSize: 9, z: 5 }];
  const lower = all.find((other) => other.field.title === field.fill_to);
  if (lower) return bandOf(common, series, lower.series, color);
  if (all.some((other) => other.field.fill_to === field.title)) return [];
  const custom = Object(plot.panel.fieldConfig.defaults.custom);
  const stacked = Object(custom["stacking"])["mode"] === "normal" ? { stack: "all" } : {};
  if (custom["drawStyle"] === "bars")
    return [{ ...common, ...stacked, type: "bar", barGap: "-100%", barWidth: barWidth(plot, series) }];
  const lineStyle = { width: field.line_width, color, type: field.dashed ? "dashed" : "solid" };
  return [
    { ...common, ...stacked, type: "line", showSymbol: series.points.length === 1, connectNulls: false, lineStyle },
  ];
}

/** Of the colours that no series of this panel has as its own. */
function inTurn(all: readonly Shown[], title: string): string | undefined {
  const own = new Set(all.map(({ field }) => field.color));
  const free = IN_TURN.filter((color) => !own.has(color));
  const place = all.filter(({ field }) => field.color === undefined).findIndex(({ field }) => field.title === title);
  return free[place % free.length];
}

/** The lower edge lifts the area up and is not seen itself. */
function bandOf(common: object, upper: Series, lower: Series, color: string | undefined): readonly object[] {
  const none = { type: "line", stack: "range", showSymbol: false, lineStyle: { width: 0 }, z: 1 };
  const height = upper.points.map(([at, high], index) => {
    const low = lower.points[index]?.[1] ?? null;
    return [at, high === null || low === null ? null : high - low];
  });
  return [
    { ...none, name: "", data: lower.points, silent: true },
    { ...common, ...none, data: height, areaStyle: { color, opacity: BAND_OPACITY } },
  ];
}

function barWidth({ width, from_ms, to_ms }: Plot, { points }: Series): number {
  const [first, second] = points;
  const step_ms = first && second ? second[0] - first[0] : to_ms - from_ms;
  const plot_width = width - MARGINS.left - MARGINS.right;
  return Math.max(1, Math.min(48, (plot_width * step_ms * BAR_SHARE) / (to_ms - from_ms)));
}

function marksOf(marks: Frame): object {
  if (marks.length === 0) return {};
  const lines = [...new Set(marks.map((row) => momentOf(row["time"])))].map((xAxis) => ({ xAxis }));
  return {
    markLine: {
      silent: true,
      symbol: "none",
      animation: false,
      label: { show: false },
      lineStyle: { color: COLORS.vermilion, type: "dashed", width: 1, opacity: 0.25 },
      data: lines,
    },
  };
}
