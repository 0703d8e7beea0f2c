/** What a back-test of the detector found. */
export interface DetectorReport {
  readonly tenant: string;
  readonly from: string;
  readonly to: string;
  readonly apps: number;
  readonly windows: number;
  readonly alerts: number;
  /** What would have alerted if only windows of at least this score counted. */
  readonly thresholds: readonly Row[];
  readonly kinds: readonly Row[];
}

type Row = Readonly<Record<string, string | number>>;

export interface Plot {
  readonly title: string;
  readonly svg: string;
}

const STYLE = `body{font:14px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#1c2733}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}h3{font-size:1rem;margin-bottom:.2rem}
table{border-collapse:collapse}td,th{padding:.2rem .8rem;text-align:right;border-bottom:1px solid #d8dee6}
td:first-child,th:first-child{text-align:left}svg{width:100%;height:auto}
polygon{fill:#cfe3f5}polyline{fill:none;stroke:#1f5f99;stroke-width:1.2}circle{fill:#c62828}text{font-size:10px;fill:#5a6b7b}`;

/** One page that needs nothing but itself. */
export function reportPage(report: DetectorReport, plots: readonly Plot[]): string {
  const { tenant, from, to, apps, windows, alerts } = report;
  return [
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Detector on ${escaped(tenant)}</title><style>${STYLE}</style>`,
    `<h1>The detector on ${escaped(tenant)}, ${from} to ${to}</h1>`,
    `<p>${apps} apps, ${windows} windows outside their range, ${alerts} alerts. Each window was judged by what came before it, as it would have been then; nothing was written to the store.</p>`,
    "<h2>At other thresholds</h2>",
    "<p>A window's score is 50 at the border of its range, 75 three times as far from the expectation. Counting only windows of at least:</p>",
    tableOf(report.thresholds),
    "<h2>By kind of app</h2>",
    tableOf(report.kinds),
    "<h2>Series</h2>",
    "<p>The apps with the strongest windows. Line: what was observed. Band: the range it was judged by. Dots: outside of it.</p>",
    ...plots.map(({ title, svg }) => `<h3>${escaped(title)}</h3>${svg}`),
    "</html>\n",
  ].join("\n");
}

function tableOf(rows: readonly Row[]): string {
  const [first] = rows;
  if (first === undefined) return "<p>None.</p>";
  const head = Object.keys(first).map((name) => `<th>${escaped(name)}</th>`);
  const body = rows.map(
    (row) =>
      `<tr>${Object.values(row)
        .map((cell) => `<td>${escaped(String(cell))}</td>`)
        .join("")}</tr>`,
  );
  return `<table><tr>${head.join("")}</tr>${body.join("")}</table>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
