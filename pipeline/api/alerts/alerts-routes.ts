import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { type Static, Type } from "typebox";
import { alert } from "../../../queries/alerts/by-uid.ts";
import { alerts } from "../../../queries/alerts/list.ts";
import { incidentAlerts } from "../../../queries/alerts/of-incident.ts";
import type { RowOf } from "../../../queries/define-query.ts";
import { AlertChangeBody, AlertChanged, AlertDetail, AlertList } from "../../../schemas/api-alerts.ts";
import { tellAlert } from "../../core/alerts/story.ts";
import { AppError } from "../../core/errors.ts";
import type { ApiDeps } from "../api-deps.ts";
import { callerOf } from "../guard-routes.ts";
import { DEFAULT_LIMIT, pageOf, pageParameters } from "../page.ts";
import { askedTenant, describing } from "../route-words.ts";
import { openSpanOf, spanParameters } from "../time-span.ts";

/** More than people and tuning rules do to one alert. */
const MAX_REVISIONS = 1_000;

const filter = (description: string) => Type.Optional(Type.String({ maxLength: 2_048, description }));

const tenant = filter("Only this tenant; without it all that the token may read.");

const AlertsQuery = Type.Object(
  {
    tenant,
    status: filter("In any case; `unresolved`: all that are not resolved."),
    severity: filter("In any case."),
    detection: filter("Id of a detection."),
    app_id: filter("Only alerts on this app."),
    classification: filter("As people called it."),
    assignee: filter("Who works on it."),
    hidden: Type.Optional(Type.Boolean({ default: false, description: "Those too that a tuning rule hides." })),
    ...spanParameters,
    ...pageParameters,
  },
  { additionalProperties: false },
);

const ofOne = {
  params: Type.Object({ uid: Type.String() }),
  querystring: Type.Object({ tenant }, { additionalProperties: false }),
};

export const alertsRoutes =
  (deps: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const about = describing("alerts");
    const config = { scope: "read" } as const;
    const list = about(
      "Alerts as they stand, latest activity first",
      AlertList,
      "With from or to: those whose activity overlaps the span.",
    );
    app.get("/v1/alerts", { config, schema: { ...list, querystring: AlertsQuery } }, (request) =>
      listAlerts(deps, { ...request.query, tenant: askedTenant(request) }),
    );

    const one = { ...about("One alert with its evidence and history", AlertDetail), ...ofOne };
    const change = {
      ...about(
        "Say what people make of an alert: status, classification, determination, assignee, comment",
        AlertChanged,
        "The way back from a SIEM. A change that changes nothing makes no revision.",
      ),
      ...ofOne,
      body: AlertChangeBody,
    };
    app.patch("/v1/alerts/:uid", { config: { scope: "alerts" } as const, schema: change }, async (request) => {
      const caller = callerOf(request);
      const { uid } = request.params;
      const { revision, changed } = await deps.alerts.change({
        ...request.body,
        uid,
        tenant: askedTenant(request),
        actor: caller.token_id === "" ? "api" : `token:${caller.token_id}`,
      });
      return { uid, revision, changed };
    });

    app.get("/v1/alerts/:uid", { config, schema: one }, (request) =>
      oneAlert(deps, request.params.uid, askedTenant(request)),
    );
  };

async function listAlerts(deps: ApiDeps, query: Static<typeof AlertsQuery>): Promise<Static<typeof AlertList>> {
  const {
    tenant = "",
    status = "",
    severity = "",
    detection = "",
    app_id = "",
    classification = "",
    assignee = "",
    hidden = false,
    limit = DEFAULT_LIMIT,
    offset = 0,
  } = query;
  const filters = { tenant, status, severity, detection, app_id, classification, assignee, ...openSpanOf(query) };
  const page = pageOf(
    await deps.reader.rows(alerts, { ...filters, hidden: hidden ? 1 : 0, limit: limit + 1, offset }),
    limit,
    offset,
  );
  return { alerts: page.rows, next_offset: page.next_offset };
}

async function oneAlert(deps: ApiDeps, uid: string, tenant: string): Promise<Static<typeof AlertDetail>> {
  const history = await deps.reader.rows(alert, { tenant, uid, limit: MAX_REVISIONS });
  const [latest] = history;
  if (!latest)
    throw new AppError("not_found", "There is no alert with this uid. GET /v1/alerts lists those there are.");
  const incident = await deps.reader.rows(incidentAlerts, { tenant: latest.tenant, uid });
  const { actor: _actor, action: _action, comment: _comment, ...stands } = latest;
  return {
    ...stands,
    story: storyOf(latest),
    incident: [...incident],
    evidence: evidenceOf(latest.evidence),
    history: history.map(revisionOf),
  };
}

/** What a revision says of its own; the rest is the same in all. */
function revisionOf(row: RowOf<typeof alert>): Static<typeof AlertDetail>["history"][number] {
  const { revision, severity, status, classification, determination, assignee, score, recorded_at } = row;
  const { actor, action, comment } = row;
  const state = { revision, severity, status, classification, determination, assignee, score, recorded_at };
  return { ...state, actor, action, comment };
}

function storyOf(latest: RowOf<typeof alert>): Static<typeof AlertDetail>["story"] {
  const { what_to_do, ...story } = tellAlert(latest);
  return { ...story, what_to_do: [...what_to_do] };
}

/** Evidence is JSON by contract; text that is not is still better shown than lost. */
function evidenceOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
