import type { NonEmpty, Weighted } from "./draw.ts";
import { OPERATIONS, type Operation } from "./operations.ts";

export type Mix = NonEmpty<Weighted<Operation>>;

/** What an app is for: how such apps are called, and which operations they mix. */
export interface Purpose {
  readonly nouns: NonEmpty<string>;
  readonly mix: Mix;
}

/** Token renewals and log-ins per hundred calls: a token lasts about an hour. */
const SIGN_INS = { value: OPERATIONS.sign_in, weight: 2 } as const;

const op = (name: keyof typeof OPERATIONS, weight: number): Weighted<Operation> => ({
  value: OPERATIONS[name],
  weight,
});

/** Apps that take content out as their main work. */
const READERS: NonEmpty<Purpose> = [
  {
    nouns: ["Mail Assistant", "Inbox Helper", "Mail Summaries"],
    mix: [
      SIGN_INS,
      op("mail_list", 30),
      op("mail_get", 38),
      op("mail_search", 12),
      op("mail_send", 12),
      op("user_get", 6),
    ],
  },
  {
    nouns: ["Backup", "Archive", "Vault"],
    mix: [
      SIGN_INS,
      op("mail_get", 28),
      op("mail_attachment", 8),
      op("onedrive_get", 32),
      op("sharepoint_get", 24),
      op("users_list", 6),
    ],
  },
  {
    nouns: ["File Sync", "Drive Bridge", "Mirror"],
    mix: [SIGN_INS, op("onedrive_get", 44), op("onedrive_put", 30), op("onedrive_search", 18), op("sharepoint_get", 6)],
  },
  {
    nouns: ["Reports", "Insights", "Dashboards"],
    mix: [SIGN_INS, op("sharepoint_get", 46), op("sharepoint_search", 30), op("members_list", 22)],
  },
  {
    nouns: ["eDiscovery", "Classifier", "Content Scan"],
    mix: [SIGN_INS, op("sharepoint_get", 34), op("onedrive_get", 26), op("mail_get", 26), op("sharepoint_search", 12)],
  },
];

const OTHERS: NonEmpty<Purpose> = [
  {
    nouns: ["CRM Connector", "Sales Sync", "Contact Bridge"],
    mix: [SIGN_INS, op("mail_list", 24), op("mail_get", 20), op("mail_send", 16), op("user_get", 38)],
  },
  {
    nouns: ["Signatures", "Contracts", "Approvals"],
    mix: [SIGN_INS, op("onedrive_get", 26), op("onedrive_put", 28), op("mail_send", 28), op("user_get", 16)],
  },
  {
    nouns: ["Chat Bot", "Stand-up Bot", "Meeting Notes"],
    mix: [SIGN_INS, op("chat_list", 54), op("chat_send", 26), op("user_get", 18)],
  },
  {
    nouns: ["Directory Sync", "People Sync", "Provisioning"],
    mix: [SIGN_INS, op("users_list", 46), op("user_get", 22), op("members_list", 30)],
  },
  {
    nouns: ["Projects", "Tickets", "Timesheets"],
    mix: [SIGN_INS, op("sharepoint_get", 20), op("sharepoint_put", 24), op("chat_send", 18), op("user_get", 36)],
  },
];

/** Apps that ask the same question again and again. */
const POLLERS: NonEmpty<Purpose> = [
  { nouns: ["Status Monitor", "Health Check"], mix: [op("users_list", 1)] },
  { nouns: ["Ticket Intake", "Fax Gateway"], mix: [op("mail_list", 1)] },
  { nouns: ["Alert Relay", "Pager Bridge"], mix: [op("chat_list", 1)] },
];

export const PURPOSES = { readers: READERS, any: [...READERS, ...OTHERS], pollers: POLLERS } as const satisfies Record<
  string,
  NonEmpty<Purpose>
>;

/** The part of a mix that takes content out: what somebody who wants the data itself would call, and nothing else. */
export function contentReads(mix: Mix): Mix {
  const [first, ...rest] = mix.filter((entry) => entry.value.moves === "read");
  return first === undefined ? mix : [first, ...rest];
}
