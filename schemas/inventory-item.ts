/** The sources that `inventory import` reads. */
export const INVENTORY_SOURCES = ["microsoft_graph", "google_workspace", "salesforce", "tidemark"] as const;
export type InventorySource = (typeof INVENTORY_SOURCES)[number];

/** What the inventory knows of; `list` is no thing, but the note that a whole list was read. */
export type ItemKind =
  | "app"
  | "permission"
  | "credential"
  | "consent"
  | "request"
  | "definition"
  | "alias"
  | "user"
  | "role_member"
  | "list";

/** What is known of a thing. What is missing was not said; times are epoch milliseconds. */
export interface InventoryFact {
  readonly app_id?: string;
  readonly name?: string;
  readonly status?: string;
  readonly origin?: string;
  readonly home_tenant?: string;
  readonly multitenant?: boolean;
  readonly publisher?: string;
  readonly publisher_verified?: boolean;
  readonly publisher_domain?: string;
  readonly certification?: string;
  readonly created_at?: number;
  readonly expires_at?: number;
  readonly reply_urls?: readonly string[];
  readonly owners?: readonly string[];
  /** A person: whose consent, which member, the sign-in name of a user. */
  readonly user_id?: string;
  /** The API of a permission, by any of its ids. */
  readonly api?: string;
  readonly api_name?: string;
  /** The permission's name; missing where only its id is known. */
  readonly permission?: string;
  readonly permission_id?: string;
  readonly permission_type?: "delegated" | "application";
  readonly consent_type?: string;
  readonly credential_kind?: string;
  readonly roles?: readonly string[];
  readonly priority?: boolean;
  readonly tags?: readonly string[];
  readonly notes?: string;
  /** What is odd about it: see the marks of pipeline/govern/inventory. */
  readonly marks?: readonly string[];
  /** JSON of what has no field of its own. */
  readonly details?: string;
}

/** One thing as a source shows it: a row of the table inventory_staging, but for the import's own columns. */
export interface InventoryItem {
  readonly item: ItemKind;
  /** The id by which the source names the app: app id, object id or service principal id. */
  readonly app_ref: string;
  readonly key: string;
  /** Missing: the moment of the import. */
  readonly at?: number;
  readonly state?: "deleted";
  /** The list that shows the thing, and without which it would be gone. */
  readonly list: string;
  readonly changed_by?: string;
  readonly fact: InventoryFact;
}
