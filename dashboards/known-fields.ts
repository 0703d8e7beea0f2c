import type { Field } from "./fields.ts";

/** Series that are known by name have a colour of their own, the same on every dashboard. */
export const SERVICES: Readonly<Record<string, Field>> = {
  exchange: { title: "Exchange", color: "blue" },
  sharepoint: { title: "SharePoint", color: "orange" },
  onedrive: { title: "OneDrive", color: "green" },
  teams: { title: "Teams", color: "purple" },
  directory: { title: "Directory", color: "sky" },
  groups: { title: "Groups", color: "vermilion" },
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

export const STATUS = { new: "New", in_progress: "In progress", resolved: "Resolved" } as const;
