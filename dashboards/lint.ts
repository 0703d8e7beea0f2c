import { DATA_SOURCE } from "./kit/clickhouse-target.ts";
import { COLORS } from "./kit/colors.ts";
import { type DashboardFile, type Panel, panelsOf } from "./kit/panel-queries.ts";
import { NO_SUCH_APP, NOT_KEPT } from "./kit/panels.ts";
import { placeholder } from "./kit/placeholder.ts";

/** One rule: what is wrong with a panel, in words; nothing where all is well. */
type Rule = (panel: Panel) => readonly string[];

const COLUMNS = 24;
/** A legend of more than this in one line is cut off. */
const MAX_TITLE = 40;
/** Their answers are what stands now, so that no time is chosen in them. */
const ABOUT_NOW: ReadonlySet<string> = new Set([
  "Apps",
  "Alerts to judge",
  "Policies",
  "Latest alerts",
  "The app",
  "As last judged",
  "Permissions",
  "How apps were consented to",
  "Permissions that apps hold",
  "Apps to look at",
  "Risk",
  "The riskiest apps",
  "Unused apps",
  "Overprivileged apps",
  "Credentials",
  "External apps of unverified publishers",
  "Unresolved now",
  "What is learnt",
  "Feeds",
  "Behind",
  "Still in quarantine",
]);
/** They are about one job that works for all tenants, and name none. */
const OF_ALL_TENANTS: ReadonlySet<string> = new Set(["Behind"]);

const RULES: readonly Rule[] = [
  ({ datasource, targets }) =>
    [datasource, ...targets.map((target) => target.datasource)].every(({ uid }) => uid === DATA_SOURCE.uid)
      ? []
      : ["its data source is not the variable"],
  ({ fieldConfig }) => (fieldConfig.defaults.unit === "" ? ["it has no unit"] : []),
  ({ description }) => (description.length < 30 ? ["its description says too little"] : []),
  ({ fieldConfig }) => (fieldConfig.defaults.noValue === "" ? ["it does not say what no data means"] : []),
  ({ title, targets }) =>
    ABOUT_NOW.has(title) || targets.every(({ rawSql }) => /\$__(from|to)Time/.test(rawSql))
      ? []
      : ["its query takes no time"],
  ({ title, targets }) =>
    OF_ALL_TENANTS.has(title) || targets.every(({ rawSql }) => rawSql.includes(placeholder("tenant:percentencode")))
      ? []
      : ["its query takes no tenant"],
  ({ targets }) => (targets.some(({ rawSql }) => /SELECT\s+\*/i.test(rawSql)) ? ["its query selects *"] : []),
  saysWhyEmpty,
  timesFirst,
  gapFilled,
  bounded,
  readable,
  tellApart,
  ({ links = [], fieldConfig }) =>
    links.length > 0 || fieldConfig.overrides.some(({ properties }) => properties.some(({ id }) => id === "links"))
      ? []
      : ["it leads to no next question"],
];

/** What is wrong with a dashboard, each fault as a sentence that names the panel. */
export function lintDashboard(dashboard: DashboardFile): readonly string[] {
  const panels = panelsOf(dashboard);
  const faults = panels.flatMap((panel) =>
    RULES.flatMap((rule) => rule(panel).map((fault) => `${panel.title}: ${fault}`)),
  );
  const titles = panels.map(({ title }) => title);
  const twice = titles.filter((title, index) => titles.indexOf(title) !== index);
  return [...faults, ...overlaps(dashboard), ...twice.map((title) => `${title}: two panels have this title`)].map(
    (fault) => `${dashboard.uid}: ${fault}`,
  );
}

/** A span before the retention and an id that no app has find nothing: the words for it say that this may be why. */
function saysWhyEmpty({ targets, fieldConfig }: Panel): readonly string[] {
  const words = fieldConfig.defaults.noValue;
  const takes = (text: string): boolean => targets[0]?.rawSql.includes(text) === true;
  return [
    ...(takes("$__fromTime") && !words.includes(NOT_KEPT) ? ["it does not say that the span may not be kept"] : []),
    ...(takes(placeholder("app:percentencode")) && !words.includes(NO_SUCH_APP)
      ? ["it does not say that there may be no such app"]
      : []),
  ];
}

/** The first column of the outermost SELECT is the time, and the rows are in its order. */
function timesFirst({ type, targets }: Panel): readonly string[] {
  if (type !== "timeseries") return [];
  return targets.flatMap(({ rawSql }) => [
    ...(/^(WITH[\s\S]*?\n)?SELECT\s+([^\n]* AS )?(h\.time AS )?time\b/.test(rawSql)
      ? []
      : ["its first column is not the time"]),
    ...(/ORDER BY time\b(?![\s\S]*\n\) )/.test(rawSql) ? [] : ["its rows are not sorted by time"]),
  ]);
}

/** Months are few and drawn as they are; points stand for themselves. */
function gapFilled({ type, targets, title }: Panel): readonly string[] {
  const [first] = targets;
  if (type !== "timeseries" || title.startsWith("Data usage by")) return [];
  return first?.rawSql.includes("WITH FILL") ? [] : ["its gaps are not filled"];
}

function bounded({ type, targets }: Panel): readonly string[] {
  if (type === "stat") return [];
  const loose = targets.some(({ rawSql }) => !/\bLIMIT \d+/.test(rawSql));
  return loose && !SMALL.some((words) => targets[0]?.rawSql.includes(words)) ? ["its rows are not bounded"] : [];
}

/** Answers that are small by their nature: a row a severity, a feed, a way of consent, a tenth, or the rights of one app. */
const SMALL: readonly string[] = [
  "resolved_s",
  "AS learning",
  "priority_consent",
  "least(intDiv(risk_score",
  "ARRAY JOIN permissions",
  "AS newest_at",
  "first_seen_at",
];

function readable({ type, fieldConfig, options }: Panel): readonly string[] {
  const names = fieldConfig.overrides.flatMap(({ properties }) =>
    properties.filter(({ id }) => id === "displayName").map(({ value }) => String(value)),
  );
  const long = names.filter((name) => name.length > MAX_TITLE).map((name) => `"${name}" is too long for a legend`);
  const legend = Object(Object(options)["legend"]);
  const hidden = type === "timeseries" && legend["showLegend"] !== true ? ["it shows no legend"] : [];
  return [...long, ...hidden];
}

/** Fixed colours are those of the palette, and no two series of a panel share one, save the edges of a range. */
function tellApart({ type, fieldConfig }: Panel): readonly string[] {
  if (type === "table") return [];
  const colors = fieldConfig.overrides.flatMap(({ properties }) =>
    properties.filter(({ id }) => id === "color").map(({ value }) => String(Object(value)["fixedColor"])),
  );
  const known: readonly string[] = Object.values(COLORS);
  const foreign = colors.filter((color) => !known.includes(color)).map((color) => `${color} is not of the palette`);
  const shared = colors.filter((color, index) => color !== COLORS.grey && colors.indexOf(color) !== index);
  return [...foreign, ...shared.map((color) => `two series have the colour ${color}`)];
}

function overlaps({ panels }: DashboardFile): readonly string[] {
  return panels.flatMap((one, index) => {
    const { x, y, w, h } = one.gridPos;
    const wide = x + w > COLUMNS ? [`${one.title}: it reaches beyond the grid`] : [];
    const over = panels
      .slice(index + 1)
      .filter(({ gridPos: b }) => x < b.x + b.w && b.x < x + w && y < b.y + b.h && b.y < y + h)
      .map(({ title }) => `${one.title}: it lies over ${title}`);
    return [...wide, ...over];
  });
}
