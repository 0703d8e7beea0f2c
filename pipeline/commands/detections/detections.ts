import { userInfo } from "node:os";
import { detectionLists } from "../../../queries/detections/lists.ts";
import { detectionSettings } from "../../../queries/detections/settings.ts";
import { CATALOGUE, detectionById } from "../../../schemas/detections/catalogue.ts";
import { describeRule } from "../../../schemas/detections/describe-rule.ts";
import { attackTechnique } from "../../../schemas/detections/techniques.ts";
import { AppError } from "../../core/errors.ts";
import type { DetectionSetting } from "../../detect/detections/apply-settings.ts";
import { cut } from "../apps/cut-name.ts";
import { type CommandContext, printResult, tableOf } from "../context.ts";
import { withWorkspace } from "../workspace.ts";
import { loadLists } from "./load-lists.ts";
import { readLists } from "./read-lists.ts";

const COMMAND = { role: "detections" } as const;

/** All that can raise an alert, and what is set of it. */
export async function detectionsListCommand(context: CommandContext, { tenant }: Whose): Promise<void> {
  await withWorkspace(context, COMMAND, async ({ store }) => {
    const settings = await store.reader.rows(detectionSettings, { tenant });
    const rows = CATALOGUE.map(({ reference, id, name, severity, kind }) => {
      const set = settings.filter(({ detection }) => detection === id);
      return { reference, id, name: cut(name), severity, kind, settings: set.map(tell).join("; ") };
    });
    printResult(context, rows, tableOf(rows));
  });
}

export interface Whose {
  readonly tenant: string;
}

function tell({ app_id, state, until_ms, sensitivity }: DetectionSetting): string {
  const until = until_ms === null ? "" : ` until ${new Date(until_ms).toISOString()}`;
  return `${app_id === "" ? "" : `${app_id}: `}${state}${until}, sensitivity ${sensitivity}`;
}

/** One detection with its rule, its techniques, and what is set of it. */
export async function detectionsShowCommand(context: CommandContext, id: string, { tenant }: Whose): Promise<void> {
  const { parts: _parts, techniques, ...told } = known(id);
  const settings = await withWorkspace(context, COMMAND, ({ store }) =>
    store.reader.rows(detectionSettings, { tenant }),
  );
  const own = settings.filter(({ detection }) => detection === id);
  const rule = describeRule(known(id));
  const result = { ...told, rule, techniques: techniques.map(attackTechnique), settings: own };
  const words = [
    `${told.name} (${[told.reference, id, told.severity].filter((word) => word !== "").join(", ")})`,
    told.explanation,
    ...rule.map((line) => `- ${line}`),
    ...told.actions,
    ...own.map(tell),
  ];
  printResult(context, result, `${words.join("\n")}\n`);
}

export interface SettingWords extends Whose {
  readonly app_id: string;
  readonly state: string | undefined;
  readonly until_ms: number | undefined;
  readonly sensitivity: string | undefined;
  readonly note: string;
}

/** Switch a detection off or on, for all apps of a tenant or one, or make it look more or less closely. */
export async function detectionsSetCommand(context: CommandContext, id: string, words: SettingWords): Promise<void> {
  if (known(id).kind === "usage")
    throw new AppError("wrong_usage", `${id} is found by the detector of usage, which has no settings.`);
  await withWorkspace(context, COMMAND, ({ store }) =>
    store.oneAtATime("tidemark-detection-settings", async () => {
      const { tenant, app_id, note } = words;
      const stands = await store.reader.rows(detectionSettings, { tenant });
      const before = stands.find((row) => row.detection === id && row.app_id === app_id);
      const row = {
        ...{ tenant, detection: id, app_id, note, actor: userInfo().username, recorded_at: Date.now() },
        revision: (before?.revision ?? 0) + 1,
        state: words.state ?? before?.state ?? "on",
        until: words.until_ms ?? null,
        sensitivity: words.sensitivity ?? before?.sensitivity ?? "medium",
      };
      await store.writer.insert("detection_settings", [row]);
      printResult(context, row, `${id}: ${row.state}, sensitivity ${row.sensitivity}.\n`);
    }),
  );
}

function known(id: string) {
  const found = detectionById(id) ?? CATALOGUE.find(({ reference }) => reference === id);
  if (!found) throw new AppError("not_found", `There is no detection ${id}. \`tidemark detections list\` names them.`);
  return found;
}

/** The lists that detections go by, how old they are, and what went wrong since. */
export async function detectionsListsCommand(context: CommandContext): Promise<void> {
  await withWorkspace(context, COMMAND, async ({ store }) => {
    const rows = await store.reader.rows(detectionLists, {});
    printResult(context, rows, rows.length === 0 ? "No lists: TIDEMARK_LISTS names none.\n" : tableOf(rows));
  });
}

/** Load the lists now, as the service does every hour. */
export async function detectionsLoadCommand(context: CommandContext): Promise<void> {
  const { lists_file } = context.config;
  if (lists_file === undefined)
    throw new AppError("wrong_usage", "No lists: TIDEMARK_LISTS must name a file that says where they are.");
  const lists = readLists(lists_file);
  await withWorkspace(context, COMMAND, async ({ store }) => {
    const loads = await loadLists({ writer: store.writer, clock: { now_ms: Date.now } }, lists);
    printResult(context, loads, tableOf(loads.map((load) => ({ ...load }))));
  });
}
