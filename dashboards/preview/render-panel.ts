import { init } from "echarts";
import { COLORS } from "../kit/colors.ts";
import type { Panel } from "../kit/panel-queries.ts";
import { fieldSettings } from "./field-settings.ts";
import { formatValue } from "./format-value.ts";
import { columnsOf, type Frame } from "./frame.ts";
import { rankingChart } from "./ranking-chart.ts";
import { type Plot, timeSeriesChart } from "./time-series-chart.ts";

/** Of a table, as many rows as its height holds. */
const ROW_PX = 27;
/** Of a value that is not known, as the panels say it. */
const UNKNOWN = "–";

/** What a panel holds below its title, as HTML. */
export function renderPanel(plot: Plot): string {
  const { panel, frames, width, height } = plot;
  const [frame = []] = frames;
  if (frame.length === 0) return `<p class="none">${escaped(panel.fieldConfig.defaults.noValue)}</p>`;
  switch (panel.type) {
    case "timeseries":
      return drawn(timeSeriesChart(plot), width, height);
    case "barchart":
      return drawn(rankingChart(panel, frame), width, height);
    case "stat":
      return stats(panel, frame);
    case "table":
      return table(panel, frame, height);
    default:
      return panel.type satisfies never;
  }
}

function drawn(option: Readonly<Record<string, unknown>>, width: number, height: number): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  chart.setOption(option);
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

function stats(panel: Panel, frame: Frame): string {
  const cells = columnsOf(frame).map((name) => {
    const field = fieldSettings(panel, name);
    const value = formatValue(frame[0]?.[name], field.unit) || UNKNOWN;
    return `<div class="stat"><span>${escaped(field.title)}</span><b>${escaped(value)}</b></div>`;
  });
  return `<div class="stats">${cells.join("")}</div>`;
}

function table(panel: Panel, frame: Frame, height: number): string {
  const columns = columnsOf(frame)
    .map((name) => ({ name, field: fieldSettings(panel, name) }))
    .filter(({ field }) => !field.hidden);
  const fitting = Math.max(1, Math.floor(height / ROW_PX) - 1);
  const is_number = (name: string): boolean => frame.some((row) => typeof row[name] === "number");
  const head = columns.map(
    ({ name, field }) =>
      `<th${is_number(name) ? ' class="number"' : ""}${field.width === undefined ? "" : ` style="width:${field.width}px"`}>${escaped(field.title)}</th>`,
  );
  const rows = frame
    .slice(0, fitting)
    .map((row) => `<tr>${columns.map(({ name }) => cell(panel, name, row[name], is_number(name))).join("")}</tr>`);
  return `<table><thead><tr>${head.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

function cell(panel: Panel, name: string, value: unknown, is_number: boolean): string {
  const field = fieldSettings(panel, name);
  const words = field.words[String(value)] ?? formatValue(value, field.unit);
  const classes = [is_number ? "number" : "", field.has_links ? "link" : ""].join(" ").trim();
  return `<td class="${classes}">${field.is_gauge ? gauge(value, field.gauge_full) : ""}${escaped(words || UNKNOWN)}</td>`;
}

function gauge(value: unknown, full = 1): string {
  const share = Math.min(100, Math.max(0, (Number(value) / full) * 100));
  return `<i style="width:${Math.round(share * 0.55)}%;background:${COLORS.blue}"></i>`;
}

export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
