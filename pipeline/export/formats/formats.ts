import type { AlertFormat } from "./alert-format.ts";
import { cef } from "./cef.ts";
import { ecs } from "./ecs.ts";
import { json } from "./json.ts";
import { leef } from "./leef.ts";
import { ocsf } from "./ocsf.ts";
import { splunk } from "./splunk.ts";

/** Every format there is, by the name that the configuration gives it. */
export const FORMATS = { ocsf, ecs, cef, leef, splunk, json } as const satisfies Record<string, AlertFormat>;
export type FormatName = keyof typeof FORMATS;
