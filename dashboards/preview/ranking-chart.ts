import { COLORS } from "../kit/colors.ts";
import type { Panel } from "../kit/panel-queries.ts";
import { fieldSettings } from "./field-settings.ts";
import { formatValue } from "./format-value.ts";
import { columnsOf, type Frame } from "./frame.ts";

const TEXT = { color: "#c7cbd1", fontSize: 11, fontFamily: "Helvetica, Arial, sans-serif" } as const;
const AXIS = "#9aa0a8";
const GRID = "#2c3036";
/** Longer names are cut, as Grafana does it. */
const MAX_NAME = 26;

/** An option of echarts for names with bars. */
export function rankingChart(panel: Panel, frame: Frame): Readonly<Record<string, unknown>> {
  const [by = "", ...numbers] = columnsOf(frame);
  const stack = Object(panel.options)["stacking"] === "normal" ? { stack: "all" } : {};
  const { unit } = panel.fieldConfig.defaults;
  return {
    animation: false,
    grid: { left: 30, right: 56, top: 8, bottom: numbers.length > 0 ? 48 : 24, containLabel: true },
    legend: { bottom: 2, itemWidth: 14, itemHeight: 8, itemGap: 22, textStyle: TEXT },
    xAxis: {
      type: "value",
      axisLabel: { ...TEXT, color: AXIS, hideOverlap: true, formatter: (value: number) => formatValue(value, unit) },
      splitLine: { lineStyle: { color: GRID } },
    },
    yAxis: {
      type: "category",
      inverse: true,
      data: frame.map((row) => cut(String(row[by]))),
      axisLabel: TEXT,
      axisLine: { lineStyle: { color: AXIS } },
    },
    series: numbers.map((name) => {
      const field = fieldSettings(panel, name);
      const label = {
        show: true,
        position: "right",
        ...TEXT,
        formatter: ({ value }: { value: unknown }) => formatValue(value, unit),
      };
      return {
        type: "bar",
        name: field.title,
        ...stack,
        barMaxWidth: 18,
        itemStyle: { color: field.color ?? COLORS.blue },
        data: frame.map((row) => row[name]),
        ...("stack" in stack ? {} : { label }),
      };
    }),
  };
}

function cut(name: string): string {
  return name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 1)}…` : name;
}
