import { randomUUID } from "node:crypto";
import { importInventory } from "../../pipeline/govern/inventory/import-inventory.ts";
import { tidemark } from "../../pipeline/govern/inventory/sources/own-record.ts";
import { createRollup } from "../../pipeline/rollup/rollup.ts";
import { refreshValues } from "../../pipeline/rollup/usage/values.ts";
import type { Store } from "../../pipeline/store/open-store.ts";
import { event, land } from "../land.ts";

/** What all these companies share: nobody can tell them apart by an id. */
export const APP_ID = "5a95e683-0000-4000-8000-000000000001";
export const OTHER_APP_ID = "5a95e683-0000-4000-8000-000000000002";
export const OBJECT_ID = "11b40000-0000-4000-8000-000000000001";
export const USER_ID = "ana@contoso.example";
export const ALERT_UID = "alert-1";
export const ACTION_ID = "action-1";
export const RUN_ID = "run";
export const COMPANY_FROM_MS = Date.UTC(2026, 9, 1);
export const COMPANY_TO_MS = Date.UTC(2026, 9, 9);
const DAY_MS = 86_400_000;
const FEEDS = ["ms_graph_activity", "entra_sign_in", "o365_audit"] as const;

/** How one company differs from another with the same apps, people and events: by how much, and by what it is called. */
export interface Company {
  readonly tenant: string;
  readonly word: string;
  readonly times: number;
}

/** Events, inventory, facts, alerts and words of people, for a company, in tables and in what is made of them. */
export async function bringCompany(store: Store, company: Company): Promise<void> {
  for (const source of FEEDS) {
    const lines = eventsOf(company, source).map((one) => JSON.stringify(one));
    await land(store.landing, lines, { source, tenant: company.tenant, run_id: RUN_ID, origin: `${source}.ndjson` });
  }
  await bringInventory(store, company);
  await createRollup(store).settle({ alone: true });
  await refreshValues(store, { alone: true });
  for (const [table, row] of Object.entries(rowsOf(company))) await insert(store, table, row);
  await insert(store, "action_history", { ...rowsOf(company).action_history, number: 0, event: "asked", step: "" });
  const said = { tenant: company.tenant, actor: company.word, revision: 0 };
  await store.annotations.change({
    ...said,
    subject: "app",
    subject_id: APP_ID,
    tags: [company.word],
    note: company.word,
  });
  const policy = {
    name: "unused",
    revision: 0,
    title: company.word,
    severity: "low",
    state: "audit",
    document: company.word,
    place: "",
  };
  await store.policies.change({ tenant: company.tenant, actor: company.word, policies: [policy] });
  await store.annotations.change({ ...said, subject: "user", subject_id: USER_ID, priority: true, note: company.word });
}

function eventsOf(company: Company, source: (typeof FEEDS)[number]): readonly object[] {
  if (source === "entra_sign_in") return Array.from({ length: 2 * company.times }, (_, n) => signIn(company, n));
  const reads = Array.from({ length: 4 * company.times }, (_, n) => (n % 2 === 0 ? mailRead : fileRead)(company, n));
  if (source === "ms_graph_activity") return reads;
  const { tenant, word } = company;
  const refused = { event_id: `no-kind-${word}`, at: "2026-10-02T08:00:00Z" };
  return [...reads.slice(0, 2), consent(company), { tenant, ...refused }];
}

/** What all events of an app have in common; every fourth is of the other app. */
function used({ tenant, word }: Company, n: number): object {
  return {
    tenant,
    at: new Date(COMPANY_FROM_MS + (n % 7) * DAY_MS + n * 60_000).toISOString(),
    app_id: n % 4 === 3 ? OTHER_APP_ID : APP_ID,
    app_name: `App of ${word}`,
    user_id: USER_ID,
    ip: "203.0.113.7",
    country: "DE",
    user_agent: `agent of ${word}`,
  };
}

function mailRead(company: Company, n: number): object {
  const operation = { operation: "GET /users/{id}/messages", operation_class: "mail.read", service: "exchange" };
  return event(`mail-${n}`, { ...used(company, n), ...operation, bytes_read: 100 * company.times, outcome: "ok" });
}

function fileRead(company: Company, n: number): object {
  const operation = { operation: "GET /drives/{id}/items/{id}", operation_class: "file.read", service: "sharepoint" };
  const details = { sensitivity_label: `Label of ${company.word}` };
  return event(`file-${n}`, { ...used(company, n), ...operation, outcome: "error", status_code: 403, details });
}

function signIn(company: Company, n: number): object {
  const operation = { operation: "Sign-in activity", operation_class: "auth.sign_in", service: "directory" };
  const failed = { outcome: "error", status_code: 7000222, details: { failure_reason: `Reason of ${company.word}` } };
  return event(`sign-in-${n}`, { ...used(company, n), kind: "sign_in", ...operation, ...failed });
}

function consent(company: Company): object {
  const operation = { operation: "Consent to application", operation_class: "consent.grant" };
  const details = { permissions: `Mail.Read ${company.word}`, consent_type: "user" };
  return event("consent", { ...used(company, 1), kind: "consent", app_id: APP_ID, ...operation, details });
}

async function bringInventory(store: Store, { tenant, word, times }: Company): Promise<void> {
  const record = {
    tenant,
    app_id: APP_ID,
    object_id: OBJECT_ID,
    app_name: `App of ${word}`,
    publisher: word,
    status: "enabled",
    reply_urls: [`https://${word}.example/cb`, `https://xn--${word}-abc.example/cb`],
    owners: [word],
    notes: word,
    tags: [word],
    permissions: Array.from({ length: times }, (_, n) => ({
      permission: `Permission.${n}`,
      api: "Microsoft Graph",
      type: "delegated",
      granted_at: "2026-09-01T00:00:00Z",
    })),
    credentials: [{ key_id: "k1", credential_kind: word, created_at: "2026-09-01T00:00:00Z" }],
    consents: [{ user_id: USER_ID, consent_type: "user", at: "2026-09-01T00:00:00Z" }],
  };
  async function* inputs() {
    const page = { context: "" };
    yield { kind: "record", text: JSON.stringify(record), position: "t:1", page } as const;
    yield { kind: "page_end", page, end: "last" } as const;
  }
  const options = { mapper: tidemark, run_id: randomUUID(), tenant, at_ms: COMPANY_FROM_MS, part: false };
  await importInventory({ ...store, clock: { now_ms: () => COMPANY_TO_MS } }, inputs(), options);
}

/** What jobs would write, by table. */
function rowsOf({
  tenant,
  word,
  times,
}: Company): { readonly action_history: object } & Readonly<Record<string, object>> {
  const at_s = COMPANY_FROM_MS / 1_000;
  const of_app = { tenant, app_id: APP_ID };
  return {
    app_facts: {
      ...of_app,
      judged_at: COMPANY_TO_MS,
      app_name: `App of ${word}`,
      status: "enabled",
      privilege_level: "high",
      highly_privileged: true,
      usage_level: "high",
      overprivileged: "yes",
      permissions: [
        {
          permission: word,
          api: "g",
          api_name: "Graph",
          type: "delegated",
          level: "high",
          use: "unused",
          granted_at: COMPANY_FROM_MS,
        },
      ],
      calls_30d: times,
      risk_score: 10 * times,
    },
    alert_history: {
      ...of_app,
      uid: ALERT_UID,
      revision: times,
      recorded_at: COMPANY_FROM_MS,
      title: `Alert of ${word}`,
      severity: "high",
      status: "new",
      actor: word,
      source: "ms_graph_activity",
      first_activity_at: COMPANY_FROM_MS,
      last_activity_at: COMPANY_FROM_MS + DAY_MS,
      evidence: JSON.stringify({
        word,
        windows: [{ metric: "calls", contributors: { user_id: [{ value: word, amount: 1, share: 1 }] } }],
      }),
    },
    action_history: {
      ...of_app,
      ...{ action_id: ACTION_ID, number: 1, recorded_at: COMPANY_FROM_MS, actor: word, event: "step_begun" },
      ...{
        kind: "disable_app",
        provider: "microsoft_graph",
        mode: "live",
        policy: word,
        reason: word,
        step: "account",
      },
    },
    baselines: {
      ...of_app,
      source: word,
      metric: "calls",
      window_s: 3_600,
      slot: 1,
      expected: times,
      state: "ready",
      trained_at: COMPANY_FROM_MS,
    },
    tuning_rules: { tenant, name: word, revision: 1, state: "off", detection: word, reason: word },
    policy_matches: {
      ...of_app,
      ...{ policy: "unused", day: "2026-10-01", revision: 1, state: "active", matched_at: COMPANY_FROM_MS },
    },
    tenant_calendars: { tenant, revision: times, time_zone: "UTC", country: "", region: "", actor: word },
    window_feedback: { tenant, feedback_id: "1", revision: times, kind: "mute", reason: word, actor: word },
    deviations: { ...of_app, source: word, metric: "calls", window_s: 3_600, at: at_s, observed: times, revision: 1 },
    signals: {
      ...{ ...of_app, signal: "spike", service: "exchange", operation_class: "mail.read", value: word },
      ...{ at: COMPANY_FROM_MS, until: COMPANY_TO_MS, strength: 0.9, observed: times, evidence: "{}" },
    },
    detection_settings: {
      ...{ ...of_app, detection: "new_user_agent", revision: 1, recorded_at: COMPANY_FROM_MS },
      ...{ actor: word, state: "off", sensitivity: "medium", note: word },
    },
    collector_cursors: {
      tenant,
      source: "microsoft_graph",
      collection: "users",
      origin: word,
      delta_link: word,
      whole_at: COMPANY_FROM_MS,
      read_at: COMPANY_FROM_MS,
    },
    known_apps: { tenant, match: "app_id", value: APP_ID, kind: "vendor", vendor: word, set_at: COMPANY_FROM_MS },
    seen_days: { ...of_app, attribute: "operation", value: word, day: "2026-10-01", first_at: at_s, last_at: at_s },
  };
}

async function insert(store: Store, table: string, row: object): Promise<void> {
  const sql = `INSERT INTO ${table} SETTINGS input_format_defaults_for_omitted_fields = 1 FORMAT JSONEachRow`;
  await store.connection.execute({ sql, body: Buffer.from(JSON.stringify(row)) });
}
