import type { InventoryItem } from "../../../schemas/inventory-item.ts";

/** What a page says of itself. */
export interface PageNotes {
  /** Its `@odata.context`; empty where it does not say. */
  readonly context: string;
  /** Whoever read it knows that it is a page of the list of all apps, where that looks like the list of one. */
  readonly of_all?: true;
  /** Its records are some of a list, each shown as a whole. */
  readonly some?: true;
}

/** What one record shows, or why it cannot be taken. */
export type InventoryMapped =
  | {
      readonly kind: "items";
      readonly items: readonly InventoryItem[];
      /** Lists this record is of, with the app where the list may be of one app only. */
      readonly lists: readonly ListMention[];
      /** Whose it is, where the record itself says so. */
      readonly tenant?: string;
    }
  | { readonly kind: "refused"; readonly reason: string; readonly detail: string };

export interface ListMention {
  readonly list: string;
  /** `app`: the record alone is the whole list of that app; `list`: it is one of the records of the list. */
  readonly scope: "app" | "list";
  readonly app_ref: string;
  readonly at?: number;
  /** Only a part of the list, whatever the page says of a next one. */
  readonly part?: true;
}

/** A pure function from a parsed record to the things it shows. It never throws on data. */
export interface InventoryMapper {
  readonly source: string;
  readonly map: (record: unknown, page: PageNotes) => InventoryMapped;
  /** The list that a page is of, also without a single record (of one app only: with its id); nothing where that cannot be told. */
  readonly listOf: (page: PageNotes) => ListMention | undefined;
}

export function refused(reason: string, detail: string): InventoryMapped {
  return { kind: "refused", reason, detail };
}
