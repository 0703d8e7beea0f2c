import type { Field } from "./fields.ts";

/** Series that are known by name have a colour of their own, the same on every dashboard; others take Grafana's in turn. */
export const SERVICES: Readonly<Record<string, Field>> = {
  exchange: { title: "Exchange", color: "blue" },
  sharepoint: { title: "SharePoint", color: "orange" },
  onedrive: { title: "OneDrive", color: "green" },
  teams: { title: "Teams", color: "purple" },
  directory: { title: "Directory", color: "sky" },
  groups: { title: "Groups", color: "vermilion" },
  gmail: { title: "Gmail", color: "violet" },
  drive: { title: "Google Drive", color: "lime" },
  salesforce: { title: "Salesforce", color: "yellow" },
  other: { title: "Others", color: "grey" },
};

export const RESOURCES: Readonly<Record<string, Field>> = {
  mail: { title: "Mails", color: "blue" },
  file: { title: "Files", color: "orange" },
  message: { title: "Messages", color: "green" },
  record: { title: "Records", color: "purple" },
  other: { title: "Others", color: "grey" },
};

export const SEVERITY = { high: "High", medium: "Medium", low: "Low", informational: "Informational" } as const;

/** Whether a permission is used, as a judgement writes it. */
export const USE = {
  used: "Used",
  unused: "Not used",
  not_enough_history: "Not enough history",
  unknown: "Not known",
} as const;

export const STATUS = { new: "New", in_progress: "In progress", resolved: "Resolved" } as const;
export const SEVERITIES: Readonly<Record<string, Field>> = {
  high: { title: "High", color: "vermilion" },
  medium: { title: "Medium", color: "orange" },
  low: { title: "Low", color: "sky" },
  informational: { title: "Informational", color: "grey" },
};

export const METRICS: Readonly<Record<string, Field>> = {
  calls: { title: "Calls", color: "blue" },
  errors: { title: "Errors", color: "vermilion" },
  bytes_read: { title: "Bytes read", color: "orange" },
  bytes_written: { title: "Bytes written", color: "green" },
  users: { title: "Users", color: "purple" },
  resources: { title: "Resources", color: "sky" },
  silence: { title: "Silence", color: "yellow" },
  idle_days: { title: "Return after idle days", color: "grey" },
};

export const FEEDS: Readonly<Record<string, Field>> = {
  tidemark: { color: "blue" },
  ms_graph_activity: { color: "orange" },
  o365_audit: { color: "green" },
  entra_sign_in: { color: "vermilion" },
  entra_audit: { color: "purple" },
  google_workspace: { color: "sky" },
  salesforce: { color: "yellow" },
  aws_cloudtrail: { color: "violet" },
  azure_activity: { color: "lime" },
  ocsf: { color: "grey" },
};

/** All alerts that no rule hides, as the query of the list takes it. */
export const EVERY_ALERT = {
  ...{ status: "", severity: "", detection: "", classification: "", assignee: "" },
  ...{ hidden: 0, offset: 0 },
} as const;
