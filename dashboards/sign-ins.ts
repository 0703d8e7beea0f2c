import { dashboard } from "./kit/dashboard.ts";
import { toDashboard } from "./kit/links.ts";
import { timeSeries } from "./kit/panels.ts";
import { appsTable, valueBars } from "./ranked-panels.ts";
import { splitUsageQuery, usageQuery } from "./usage-panels.ts";

const NONE = "No sign-ins in this span: no feed of sign-ins, or nobody signed in";
const BY_DAY = "Counted by whole days (UTC).";
const SIGN_IN = ["auth.sign_in"] as const;
const of_sign_ins = { operation_classes: SIGN_IN } as const;
const both = {
  sign_ins: { title: "Sign-ins", color: "blue" },
  sign_in_errors: { title: "Failed", color: "vermilion" },
} as const;

export const signIns = dashboard({
  name: "sign-ins",
  title: "Tidemark: sign-ins",
  description: "Sign-ins of apps and of people into them: how many, from where, and how many fail.",
  from: "now-7d",
  rows: [
    { title: "", panels: [counts(), share()] },
    { title: "Which apps", panels: [byApp(), apps()] },
    { title: "From where, and why they fail", panels: [countries(), addresses(), reasons()] },
  ],
});

function counts() {
  return timeSeries({
    title: "Sign-ins",
    links: [toDashboard("What is called", "api-usage")],
    description: "Sign-ins of all apps and of people into them, and how many failed.",
    no_value: NONE,
    unit: "short",
    width: 16,
    style: "bars",
    min_step: "1m",
    query: usageQuery(["calls", "errors"], of_sign_ins),
    fields: { calls: { title: "Sign-ins", color: "blue" }, errors: { title: "Failed", color: "vermilion" } },
  });
}

function share() {
  return timeSeries({
    title: "Share that fails",
    links: [toDashboard("Why calls fail", "api-usage")],
    description: "Failed sign-ins of all sign-ins. A gap: nobody signed in.",
    no_value: NONE,
    unit: "percentunit",
    width: 8,
    style: "lines",
    min_step: "1m",
    query: usageQuery(["error_rate"], of_sign_ins),
    fields: { error_rate: { title: "Failed", color: "vermilion" } },
  });
}

function byApp() {
  return timeSeries({
    title: "Failed sign-ins by app",
    links: [toDashboard("Credentials that expired", "hygiene")],
    description: "Failed sign-ins of the six apps with the most of them, and of the rest together.",
    no_value: NONE,
    unit: "short",
    width: 12,
    style: "bars",
    stacked: true,
    split: "app",
    by_place: true,
    min_step: "1m",
    query: splitUsageQuery("app", "errors", { ...of_sign_ins, rank_by: "errors" }),
  });
}

function apps() {
  return appsTable(
    {
      title: "Apps with failed sign-ins",
      description: "Failed sign-ins of each app and their share. Click on an app to explore it.",
      no_value: "No sign-in failed in this span",
    },
    { width: 12 },
    "errors",
    ["errors", "error_rate", "calls", "risk_score"],
    SIGN_IN,
  );
}

function countries() {
  return valueBars(
    {
      title: "Countries",
      links: [toDashboard("What is moved from where", "data-transfer")],
      description: `Where sign-ins came from. ${BY_DAY}`,
      no_value: NONE,
      unit: "short",
      width: 8,
    },
    "country",
    both,
  );
}

function addresses() {
  return valueBars(
    {
      title: "Addresses",
      links: [toDashboard("What is moved from where", "data-transfer")],
      description: `The addresses with the most failed sign-ins. ${BY_DAY}`,
      no_value: "No sign-in failed in these days",
      unit: "short",
      width: 8,
    },
    "ip",
    { sign_in_errors: both.sign_in_errors, sign_ins: both.sign_ins },
  );
}

function reasons() {
  return valueBars(
    {
      title: "Why sign-ins fail",
      links: [toDashboard("Credentials that expired", "hygiene")],
      description: `Codes and reasons of failed sign-ins. ${BY_DAY}`,
      no_value: "No sign-in failed in these days, or no feed says why",
      unit: "short",
      width: 8,
    },
    "failure",
    { sign_in_errors: both.sign_in_errors },
  );
}
