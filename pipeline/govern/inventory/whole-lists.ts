import type { ListMention } from "./inventory-mapper.ts";

/** How a page ended: the last of its list, one with more behind it, or one that never was the whole list. */
export type PageEnd = "last" | "more" | "part";

/** A list that an import read, and whether what it does not show is gone. */
export interface ReadList {
  readonly list: string;
  /** Not empty: it is the list of that app only. */
  readonly app_ref: string;
  readonly whole: boolean;
  /** Why it is not whole; empty when it is. */
  readonly why: string;
}

export interface WholeLists {
  /** A list that a record or a page is of. `of`: the page is of this app's list only; empty where it does not say. */
  readonly mention: (mention: ListMention, of: string) => void;
  /** A record could not be read: of the list that begins so, or, with an empty name, nobody knows of which. */
  readonly spoil: (list: string) => void;
  /** The page is over; everything mentioned since the page before was on it. */
  readonly endPage: (end: PageEnd) => void;
  readonly lists: () => readonly ReadList[];
}

interface Seen {
  readonly list: string;
  refs: Set<string>;
  ended: boolean;
  more: boolean;
  part: boolean;
}

/** Two are enough to see that a list is not of one app. */
const REFS_NOTED = 2;

/** Finds out which lists of an import were read as a whole. */
export function wholeLists(): WholeLists {
  const seen = new Map<string, Seen>();
  const on_page = new Set<string>();
  const spoilt = new Set<string>();
  return {
    mention: ({ list, app_ref }, of) => {
      // A key of its own: lists of one app each, read together, are not the list of all.
      const key = of === "" ? list : `${list} ${of}`;
      const found = seen.get(key) ?? { list, refs: new Set(), ended: false, more: false, part: false };
      seen.set(key, found);
      on_page.add(key);
      if (found.refs.size < REFS_NOTED) found.refs.add(of === "" ? app_ref : of);
    },
    spoil: (list) => spoilt.add(list),
    endPage: (end) => {
      for (const key of on_page) noteEnd(seen.get(key), end);
      on_page.clear();
    },
    lists: () => [...seen.values()].map((found) => judged(found, spoilt)),
  };
}

function noteEnd(found: Seen | undefined, end: PageEnd): void {
  if (!found) return;
  if (end === "last") found.ended = true;
  if (end === "more") found.more = true;
  if (end === "part") found.part = true;
}

function judged({ list, refs, ended, more, part }: Seen, spoilt: ReadonlySet<string>): ReadList {
  const why = reason({ part, cut: more && !ended, spoilt: [...spoilt].some((name) => list.startsWith(name)) });
  // A list that shows one app only may well be the list of that app: what other apps have is not known to be gone.
  const [app_ref = ""] = refs.size === 1 ? refs : [];
  return { list, app_ref, whole: why === "", why };
}

function reason(is: { readonly part: boolean; readonly cut: boolean; readonly spoilt: boolean }): string {
  if (is.part) return "it is a part or a list of changes";
  if (is.cut) return "its last page names a next one";
  return is.spoilt ? "some of its records could not be read" : "";
}
