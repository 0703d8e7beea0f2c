import type { Weighted } from "../../draw.ts";
import { OPERATIONS, type Operation } from "../../operations.ts";
import type { Mix, Purpose } from "../../purposes.ts";

type Share = readonly [name: keyof typeof OPERATIONS, weight: number];

/** Operations by name, with their weights. */
export function mixOf(first: Share, ...others: readonly Share[]): Mix {
  const entry = ([name, weight]: Share): Weighted<Operation> => ({ value: OPERATIONS[name], weight });
  return [entry(first), ...others.map(entry)];
}

const SIGN_INS: Share = ["sign_in", 2];

/** What the apps of stories do for a living. */
export const JOBS = {
  mail: {
    nouns: ["Mail Assistant", "Inbox Helper", "Case Mail"],
    mix: mixOf(SIGN_INS, ["mail_list", 30], ["mail_get", 40], ["mail_search", 6], ["mail_send", 6], ["user_get", 6]),
  },
  mail_search: {
    nouns: ["eDiscovery", "Mail Search", "Compliance Finder"],
    mix: mixOf(SIGN_INS, ["mail_search", 50], ["mail_get", 30], ["users_list", 6]),
  },
  mail_folders: {
    nouns: ["Mail Folders", "Filing"],
    mix: mixOf(SIGN_INS, ["mail_folders", 30], ["mail_folder_messages", 60], ["user_get", 6]),
  },
  mail_rules: {
    nouns: ["Inbox Organizer", "Mail Sorter", "Focus Rules"],
    mix: mixOf(SIGN_INS, ["mail_list", 34], ["mail_get", 30], ["inbox_rule", 8], ["mailbox_settings", 14]),
  },
  absences: {
    nouns: ["Absence Planner", "Out of Office"],
    mix: mixOf(SIGN_INS, ["mailbox_settings", 70], ["user_get", 20]),
  },
  senders: {
    nouns: ["Newsletter", "Campaigns", "Invitations"],
    mix: mixOf(SIGN_INS, ["mail_send", 80], ["user_get", 14]),
  },
  help_desk: {
    nouns: ["Help Desk", "Ticket Mail"],
    mix: mixOf(
      SIGN_INS,
      ["mail_list", 24],
      ["mail_get", 24],
      ["mail_reply", 20],
      ["mail_forward", 14],
      ["mail_send", 10],
      ["inbox_rule", 3],
    ),
  },
  drives: {
    nouns: ["File Sync", "Drive Bridge"],
    mix: mixOf(SIGN_INS, ["onedrive_get", 40], ["onedrive_put", 26], ["onedrive_search", 10], ["drive_children", 12]),
  },
  sites: {
    nouns: ["Reports", "Intranet Search"],
    mix: mixOf(SIGN_INS, ["sharepoint_get", 46], ["sharepoint_put", 10], ["sharepoint_search", 18], ["user_get", 8]),
  },
  chats: {
    nouns: ["Chat Bot", "Meeting Notes"],
    mix: mixOf(SIGN_INS, ["chat_list", 40], ["channel_messages", 20], ["chat_send", 20], ["user_get", 8]),
  },
  ews: {
    nouns: ["Mail Archive", "Room Display", "Journal"],
    mix: mixOf(SIGN_INS, ["ews_items", 60], ["ews_folder", 20], ["ews_move", 8], ["ews_search", 4]),
  },
  directory: {
    nouns: ["Directory Sync", "People Sync"],
    mix: mixOf(SIGN_INS, ["users_list", 40], ["user_get", 30], ["group_members", 24]),
  },
  cloud: {
    nouns: ["Deployments", "Cloud Operator"],
    mix: mixOf(SIGN_INS, ["groups_read", 60], ["vault_secret", 20], ["vm_create", 2], ["user_get", 6]),
  },
  cloud_reader: {
    nouns: ["Cost Report", "Cloud Inventory"],
    mix: mixOf(SIGN_INS, ["groups_read", 80], ["user_get", 10]),
  },
  people: {
    nouns: ["Timesheets", "Approvals", "Bookings"],
    mix: mixOf(SIGN_INS, ["user_get", 50], ["sharepoint_get", 20], ["users_list", 10]),
  },
} as const satisfies Record<string, Purpose>;
