import type { DashboardFile, Panel } from "../kit/panel-queries.ts";
import type { Frame } from "./frame.ts";
import { escaped, renderPanel } from "./render-panel.ts";

/** Grafana's grid: cells of this size with this between them. */
const CELL = { width: 60, height: 30, gap: 8 } as const;
const COLUMNS = 24;
const PAGE_WIDTH = COLUMNS * CELL.width + (COLUMNS - 1) * CELL.gap;
const PADDING = 10;
const TITLE_HEIGHT = 30;

/** A dashboard with the answers of its queries. */
export interface Filled {
  readonly dashboard: DashboardFile;
  readonly from_ms: number;
  readonly to_ms: number;
  /** Of each panel by its title: the rows of its queries, or why there are none. */
  readonly answers: ReadonlyMap<string, readonly Frame[] | string>;
  readonly marks: Frame;
  /** What is chosen at the top, in words. */
  readonly chosen: string;
}

/** One page with every dashboard, which needs nothing else to be shown. */
export function renderPage(filled: readonly Filled[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Tidemark: dashboards</title>
<style>${STYLE}</style>
<body>
${filled.map(section).join("\n")}
</body>
</html>
`;
}

const STYLE = `
body { background: #111217; color: #ccccdc; font: 12px Helvetica, Arial, sans-serif; margin: 16px; width: ${PAGE_WIDTH}px }
h1 { font-size: 20px; font-weight: 500; margin: 8px 0 2px } section > p { margin: 0 0 10px; color: #9aa0a8 }
section { margin-bottom: 40px } .grid { position: relative }
.panel, .row { position: absolute; box-sizing: border-box; overflow: hidden }
.panel { background: #181b1f; border: 1px solid #25272d; border-radius: 2px; padding: 0 ${PADDING}px }
.panel h2 { font-size: 13px; font-weight: 500; line-height: ${TITLE_HEIGHT}px; margin: 0; white-space: nowrap }
.row { font-size: 15px; line-height: 30px; font-weight: 500 }
.none { position: absolute; inset: 40% 12px auto; text-align: center; color: #9aa0a8; margin: 0 }
.stats { display: flex; flex-wrap: wrap; gap: 4px 0; height: calc(100% - 34px); align-content: space-evenly }
.stat { flex: 1 1 110px; text-align: center } .stat span { display: block; color: #9aa0a8 } .stat b { font-size: 22px; font-weight: 500 }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
th, td { box-sizing: border-box; text-align: left; height: 27px; padding: 4px 6px; border-bottom: 1px solid #25272d; white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
th { color: #6e9fff; font-weight: 500 } .number { text-align: right } td.link { color: #6e9fff }
td i { display: inline-block; height: 10px; margin-right: 6px; float: left; margin-top: 3px }
`;

function section(filled: Filled): string {
  const { dashboard, chosen } = filled;
  const rows = Math.max(...dashboard.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
  const items = dashboard.panels.map((one) => (one.type === "row" ? row(one) : panel(one, filled)));
  return `<section id="${escaped(dashboard.uid)}">
<h1>${escaped(dashboard.title)}</h1><p>${escaped(dashboard.description)} ${escaped(chosen)}</p>
<div class="grid" style="height:${rows * (CELL.height + CELL.gap)}px">
${items.join("\n")}
</div>
</section>`;
}

function row({ title, gridPos }: { readonly title: string; readonly gridPos: Panel["gridPos"] }): string {
  return `<div class="row" style="${place(gridPos)}">${escaped(title)}</div>`;
}

function panel(one: Panel, { answers, marks, from_ms, to_ms }: Filled): string {
  const found = answers.get(one.title) ?? [];
  const { width, height } = sizeOf(one.gridPos);
  const inside = { width: width - 2 * PADDING - 2, height: height - TITLE_HEIGHT - 6 };
  const body =
    typeof found === "string"
      ? `<p class="none">${escaped(found)}</p>`
      : renderPanel({ panel: one, frames: found, marks, from_ms, to_ms, ...inside });
  return `<div class="panel" style="${place(one.gridPos)}" title="${escaped(one.description)}"><h2>${escaped(one.title)}</h2>${body}</div>`;
}

function sizeOf({ w, h }: Panel["gridPos"]): { readonly width: number; readonly height: number } {
  return { width: w * CELL.width + (w - 1) * CELL.gap, height: h * CELL.height + (h - 1) * CELL.gap };
}

function place(gridPos: Panel["gridPos"]): string {
  const { width, height } = sizeOf(gridPos);
  return `left:${gridPos.x * (CELL.width + CELL.gap)}px;top:${gridPos.y * (CELL.height + CELL.gap)}px;width:${width}px;height:${height}px`;
}
