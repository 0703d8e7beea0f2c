import { textIn } from "./foreign-fields.ts";

/** Microsoft Graph: the API that was called, never the app that called it. */
const GRAPH_APP_ID = "00000003-0000-0000-c000-000000000000";
const NO_ID = "00000000-0000-0000-0000-000000000000";
const GUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;
const GUIDS = /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/gi;

/** The first of the values that can be an app; GUIDs in lower case, so that one app has one spelling. */
export function firstAppId(values: readonly unknown[]): string | null {
  for (const value of values) {
    const text = textIn(value);
    if (text === null) continue;
    const id = isGuid(text) ? text.toLowerCase() : text;
    if (id !== GRAPH_APP_ID && id !== NO_ID) return id;
  }
  return null;
}

/** An app's own id, wherever a feed has just one field for it; GUIDs in lower case. */
export function appIdIn(value: unknown): string | null {
  const text = textIn(value);
  if (text === null || text === NO_ID) return null;
  return isGuid(text) ? text.toLowerCase() : text;
}

export function isGuid(text: string): boolean {
  return GUID.test(text);
}

/** All GUIDs inside a text, in lower case. */
export function guidsIn(text: string): readonly string[] {
  return (text.match(GUIDS) ?? []).map((guid) => guid.toLowerCase());
}
