import { riskSpread } from "../queries/apps/risk-spread.ts";
import { appsToTidy } from "../queries/apps/to-tidy.ts";
import { overviewApps } from "../queries/overview/apps.ts";
import { bindQuery, selectFrom } from "./kit/bind-query.ts";
import { dashboard } from "./kit/dashboard.ts";
import type { Field } from "./kit/fields.ts";
import { appOutside, toAppOfRow, toDashboard } from "./kit/links.ts";
import { ranking, stat, table } from "./kit/panels.ts";

const MANY = 100;
const FIELDS = {
  risk_score: { title: "Risk", unit: "short", width: 100, gauge: { full: 100 } },
  privilege_level: { title: "Privileges", width: 95 },
  unused_days: { title: "Days unused", unit: "short", width: 105 },
  unused_permissions: { title: "Permissions not in use" },
  smaller_permissions: { title: "Less would do" },
  credentials_expired: { title: "Expired", unit: "short", width: 80 },
  credentials_expiring: { title: "Expiring", unit: "short", width: 80 },
  credentials_unused: { title: "Unused", unit: "short", width: 80 },
  credential_expires_at: { title: "Next expires", unit: "dateTimeAsIso", width: 165 },
  owners: { title: "Owners" },
  last_used_at: { title: "Last used", unit: "dateTimeAsIso", width: 165 },
  publisher: { title: "Publisher" },
  consent_users: { title: "Users", unit: "short", width: 80 },
} as const satisfies Readonly<Record<string, Field>>;
type Column = keyof typeof FIELDS;

export const hygiene = dashboard({
  name: "hygiene",
  title: "Tidemark: hygiene",
  description:
    "Apps that nobody uses, that may do too much, or whose credentials need care. As last judged; the span above changes nothing here.",
  from: "now-30d",
  rows: [
    { title: "", panels: [counts(), risks()] },
    {
      title: "To tidy up",
      panels: [
        list("risky", "The riskiest apps", "All apps by their score of risk, 0 to 100.", "No app was judged yet", [
          "risk_score",
          "privilege_level",
          "publisher",
          "consent_users",
        ]),
        list(
          "unused",
          "Unused apps",
          "Apps that were not used for 90 days.",
          "No app is unused, as far as the logs reach",
          ["risk_score", "unused_days", "last_used_at", "owners"],
        ),
        list(
          "overprivileged",
          "Overprivileged apps",
          "Apps with permissions that they do not use, and what less would do.",
          "No app is known to be overprivileged: that takes 90 days of logs",
          ["risk_score", "unused_permissions", "smaller_permissions"],
        ),
        list(
          "credentials",
          "Credentials",
          "Apps with credentials that expired, expire soon or are not used.",
          "No credential needs care",
          ["credentials_expired", "credentials_expiring", "credentials_unused", "credential_expires_at"],
        ),
        list(
          "unverified",
          "External apps of unverified publishers",
          "Apps from elsewhere whose publisher is not verified.",
          "There is no external app of an unverified publisher",
          ["risk_score", "privilege_level", "publisher", "consent_users"],
        ),
      ],
    },
  ],
});

function counts() {
  return stat({
    title: "Apps to look at",
    description: "How many apps there are of each kind, as last judged; seen in traffic only: no directory names them.",
    no_value: "No app was judged yet",
    unit: "short",
    width: 14,
    height: 8,
    query: selectFrom(
      overviewApps,
      {},
      {
        apps: "apps",
        unused: "unused",
        overprivileged: "overprivileged",
        highly_privileged: "highly_privileged",
        credentials_expiring: "credentials_expiring",
        external_unverified: "external_unverified",
        seen_in_traffic_only: "seen_in_traffic_only",
        disabled: "disabled",
      },
    ),
    fields: {
      apps: { title: "All apps" },
      unused: { title: "Unused" },
      overprivileged: { title: "Overprivileged" },
      highly_privileged: { title: "Highly privileged" },
      credentials_expiring: { title: "Credentials expiring" },
      external_unverified: { title: "External, not verified" },
      seen_in_traffic_only: { title: "Seen in traffic only" },
      disabled: { title: "Disabled" },
    },
    links: [toDashboard("Permissions of all apps", "consents")],
  });
}

function risks() {
  return ranking({
    title: "Risk",
    links: [toDashboard("What apps may do", "consents")],
    description: "Apps by their score of risk and the level of their privileges.",
    no_value: "No app was judged yet",
    unit: "short",
    width: 10,
    by: "risk",
    stacked: true,
    query: bindQuery(riskSpread),
    fields: {
      high: { title: "High privileges", color: "vermilion" },
      medium: { title: "Medium", color: "orange" },
      low: { title: "Low", color: "sky" },
      none: { title: "None known", color: "grey" },
    },
  });
}

function list(category: string, title: string, description: string, no_value: string, columns: readonly Column[]) {
  const wanted = Object.fromEntries(columns.map((name) => [name, name]));
  return table({
    title,
    description: `${description} Click on an app to explore it.`,
    no_value,
    unit: "string",
    width: category === "risky" ? 24 : 12,
    query: selectFrom(
      appsToTidy,
      { category, limit: MANY },
      { app_name: "app_name", app_id: "app_id", ...wanted },
      `LIMIT ${MANY}`,
    ),
    fields: {
      app_name: { title: "App", links: [toAppOfRow, ...appOutside] },
      app_id: { hidden: true },
      ...Object.fromEntries(columns.map((name) => [name, FIELDS[name]])),
    },
  });
}
