import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { type Static, Type } from "typebox";
import { alerts as alertsQuery } from "../../queries/alerts/list.ts";
import { overviewAlerts } from "../../queries/overview/alerts.ts";
import { overviewApps } from "../../queries/overview/apps.ts";
import { overviewLabels } from "../../queries/overview/labels.ts";
import { overviewServices } from "../../queries/overview/services.ts";
import { overviewUsage } from "../../queries/overview/usage.ts";
import { Overview } from "../../schemas/api-overview.ts";
import { AppError } from "../core/errors.ts";
import type { ApiDeps } from "./api-deps.ts";
import { oneTenant, tenantParameter } from "./asked-parameters.ts";
import { DAY_SPAN_RULE, daySpanOf, saidSpan } from "./day-span.ts";
import { askedTenant, describing } from "./route-words.ts";
import { isoTime, openSpanOf, spanParameters } from "./time-span.ts";

const MONTHS = 4;
const MAX_MONTHS = 36;
const LATEST_ALERTS = 10;
/** Whoever it concerns and whenever it was. */
const UNRESOLVED = {
  ...{ status: "unresolved", severity: "", detection: "", app_id: "", classification: "", assignee: "" },
  ...{ hidden: 0, offset: 0 },
} as const;
/** A tenant has some tens of labels. */
const LABELS = 1_000;

const OverviewQuery = Type.Object(
  {
    ...tenantParameter,
    ...spanParameters,
    months: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MAX_MONTHS,
        default: MONTHS,
        description: "Months of data usage, the one in which the span ends included.",
      }),
    ),
  },
  { additionalProperties: false },
);

export const overviewRoutes =
  (deps: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const schema = {
      ...describing("overview")(
        "A tenant at a glance: apps, alerts, data usage, services and sensitivity labels",
        Overview,
        DAY_SPAN_RULE,
      ),
      querystring: OverviewQuery,
    };
    app.get("/v1/overview", { config: { scope: "read" }, schema }, async (request) => {
      const asked = askedTenant(request);
      return overview(deps, await oneTenant(deps.reader, asked), request.query);
    });
  };

async function overview(
  deps: ApiDeps,
  tenant: string,
  query: Static<typeof OverviewQuery>,
): Promise<Static<typeof Overview>> {
  const { reader } = deps;
  const span = await daySpanOf(deps, query);
  const { from_ms, to_ms } = span;
  const months_from_ms = monthBefore(to_ms - 1, (query.months ?? MONTHS) - 1);
  const [apps, alerts, latest, data_usage, services, labels] = await Promise.all([
    reader.rows(overviewApps, { tenant }),
    reader.rows(overviewAlerts, { tenant }),
    reader.rows(alertsQuery, { ...UNRESOLVED, ...openSpanOf({}), tenant, limit: LATEST_ALERTS }),
    reader.rows(overviewUsage, { tenant, from_ms: months_from_ms, to_ms }),
    reader.rows(overviewServices, { tenant, from_ms, to_ms }),
    reader.rows(overviewLabels, { tenant, from_ms, to_ms, limit: LABELS }),
  ]);
  const [app_counts] = apps;
  const [alert_counts] = alerts;
  if (!app_counts || !alert_counts) throw new AppError("store_refused", "A count came back without a row.");
  return {
    tenant,
    ...saidSpan(span),
    apps: app_counts,
    alerts: alert_counts,
    latest_alerts: [...latest],
    data_usage_from: isoTime(months_from_ms),
    data_usage: [...data_usage],
    services: [...services],
    sensitivity_labels: [...labels],
  };
}

/** The beginning (UTC) of the month so many months before the one of a moment. */
function monthBefore(at_ms: number, months: number): number {
  const at = new Date(at_ms);
  return Math.max(0, Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - months, 1));
}
