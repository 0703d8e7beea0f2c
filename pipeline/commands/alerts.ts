import { userInfo } from "node:os";
import { stringify } from "yaml";
import { alert } from "../../queries/alerts/by-uid.ts";
import { alerts } from "../../queries/alerts/list.ts";
import { incidentAlerts } from "../../queries/alerts/of-incident.ts";
import { alertsSimilar } from "../../queries/alerts/similar.ts";
import type { RowOf } from "../../queries/define-query.ts";
import { createAlertChanges } from "../alert/change-alert.ts";
import { draftPolicy } from "../core/alerts/draft-policy.ts";
import { type AlertStory, tellAlert } from "../core/alerts/story.ts";
import type { AlertChange } from "../core/change-ports.ts";
import { AppError } from "../core/errors.ts";
import type { Store } from "../store/open-store.ts";
import { cut } from "./apps/cut-name.ts";
import { type CommandContext, printResult, tableOf } from "./context.ts";
import { withWorkspace } from "./workspace.ts";

export interface AlertsOptions {
  readonly tenant: string;
  readonly status: string;
  readonly severity: string;
  readonly detection: string;
  readonly app_id: string;
  readonly classification: string;
  readonly assignee: string;
  /** Those too that a rule hides. */
  readonly hidden: boolean;
  readonly limit: number;
}

/** Later than any time the store can hold. */
export const END_OF_TIME_MS = 9_000_000_000_000;
const CLOCK = { now_ms: Date.now };
const MOST_REVISIONS = 1_000;
const MOST_SIMILAR = 20;
/** Enough to see which alerts belong together. */
const SHORT_UID = 8;

/** Alerts as they stand now, the latest activity first. */
export async function alertsListCommand(context: CommandContext, options: AlertsOptions): Promise<void> {
  await withWorkspace(context, { role: "alerts list" }, async ({ store }) => {
    const filter = { ...options, hidden: options.hidden ? 1 : 0, from_ms: 0, to_ms: END_OF_TIME_MS, offset: 0 };
    const rows = await store.reader.rows(alerts, filter);
    const brief = rows.map(({ uid, incident_uid, first_activity_at, severity, score, status, assignee, title }) => ({
      ...{ uid, incident: incident_uid.slice(0, SHORT_UID), first_activity_at, severity, score: Math.round(score) },
      ...{ status, assignee, title },
    }));
    printResult(context, rows, rows.length === 0 ? "No alerts.\n" : tableOf(brief));
  });
}

/** One alert in plain words, with what was done to it. */
export async function alertsShowCommand(context: CommandContext, uid: string, tenant: string): Promise<void> {
  await withWorkspace(context, { role: "alerts show" }, async ({ store }) => {
    const history = await historyOf(store, uid, tenant);
    const [latest] = history;
    const story = tellAlert(latest);
    const incident = await store.reader.rows(incidentAlerts, { tenant: latest.tenant, uid });
    const changes = history.map(({ revision, recorded_at, actor, action, status, classification, comment }) => ({
      ...{ revision, recorded_at, actor, action, status, classification, comment: cut(comment) },
    }));
    const words = `${storyWords(story)}\n${incidentWords(incident, uid)}${rowsWords(latest)}\n${tableOf(changes)}`;
    printResult(context, { ...latest, story, incident, history }, words);
  });
}

function storyWords({ what_to_do, ...story }: AlertStory): string {
  const lines = Object.entries(story).map(([name, text]) => `${name.replaceAll("_", " ").padEnd(14)} ${text}`);
  return [...lines, ...what_to_do.map((step) => `${"what to do".padEnd(14)} ${step}`)].join("\n");
}

/** What else happened to the app, where that belongs together. */
function incidentWords(incident: readonly RowOf<typeof incidentAlerts>[], uid: string): string {
  const others = incident.filter((other) => other.uid !== uid);
  return others.map((other) => `${"together with".padEnd(14)} ${other.title} (${other.uid})\n`).join("");
}

/** The command that shows the rows behind it. */
function rowsWords({ tenant, app_id, source, first_activity_at, last_activity_at }: RowOf<typeof alert>): string {
  const [from, to] = [first_activity_at, last_activity_at].map((at) => Date.parse(at));
  const span = `--from_ms ${from} --to_ms ${to} --limit 100`;
  return `${"rows".padEnd(14)} tidemark query alerts/rows --tenant "${tenant}" --app_id "${app_id}" --source "${source}" ${span}\n`;
}

/** Say what people make of an alert. */
export async function alertsSetCommand(context: CommandContext, asked: Omit<AlertChange, "actor">): Promise<void> {
  await withWorkspace(context, { role: "alerts set" }, async ({ store }) => {
    const changes = createAlertChanges({ ...store, clock: CLOCK });
    const { revision, changed } = await changes.change({ ...asked, actor: userInfo().username });
    const words = changed ? `${asked.uid} is at revision ${revision}.\n` : "It says so already.\n";
    printResult(context, { uid: asked.uid, revision, changed }, words);
  });
}

/** Alerts like one, and what people made of them. */
export async function alertsSimilarCommand(context: CommandContext, uid: string, tenant: string): Promise<void> {
  await withWorkspace(context, { role: "alerts similar" }, async ({ store }) => {
    const [latest] = await historyOf(store, uid, tenant);
    const rows = await store.reader.rows(alertsSimilar, { tenant: latest.tenant, uid, limit: MOST_SIMILAR });
    const brief = rows.map(({ uid: other, first_activity_at, status, classification, determination, title }) => ({
      ...{ uid: other, first_activity_at, status, classification, determination, title },
    }));
    printResult(context, rows, rows.length === 0 ? "None is like it.\n" : tableOf(brief));
  });
}

/** A policy document that asks for what an alert was about. */
export async function alertsDraftCommand(context: CommandContext, uid: string, tenant: string): Promise<void> {
  await withWorkspace(context, { role: "alerts draft-policy" }, async ({ store }) => {
    const [latest] = await historyOf(store, uid, tenant);
    const document = draftPolicy(latest);
    printResult(context, document, stringify(document));
  });
}

type Revision = RowOf<typeof alert>;

async function historyOf({ reader }: Store, uid: string, tenant: string): Promise<readonly [Revision, ...Revision[]]> {
  const [latest, ...before] = await reader.rows(alert, { tenant, uid, limit: MOST_REVISIONS });
  if (!latest) throw new AppError("not_found", `There is no alert ${uid}. "alerts list" shows those there are.`);
  return [latest, ...before];
}
