import { Compile } from "typebox/compile";
import { CommonEvent } from "../../../schemas/common-event.ts";
import type { Company } from "../company.ts";
import type { InventoryRecord } from "../inventory.ts";
import type { TruthEntry } from "../truth.ts";

/** An app with a story: what the directory says of it, and what it did while the story lasted and otherwise. */
export interface Told {
  readonly entry: TruthEntry;
  readonly app: InventoryRecord;
  readonly during: readonly CommonEvent[];
  readonly otherwise: readonly CommonEvent[];
}

const Event = Compile(CommonEvent);
const APP_ID = /"app_id":"([^"]+)"/;
const AT = /"at":"([^"]+)"/;

/**
 * What the apps of a company's stories do, by story; of what they do otherwise only what comes after `since`, and all
 * of it for the scenarios in `whole`.
 */
export function toldBy(company: Company, since: string, whole: readonly string[]): Told[] {
  const told = company.truth.scenarios.map((entry) => {
    const app = company.inventory.find(({ app_id }) => app_id === entry.app_id);
    if (app === undefined) throw new Error(`${entry.app_id} is not in the inventory`);
    return { entry, app, during: [] as CommonEvent[], otherwise: [] as CommonEvent[] };
  });
  const by_app = new Map(told.map((one) => [one.entry.app_id, one]));
  for (const { lines } of company.events()) {
    for (const line of lines.split("\n")) {
      const one = by_app.get(APP_ID.exec(line)?.[1] ?? "");
      if (one === undefined || !(whole.includes(one.entry.scenario) || isAfter(line, one.entry, since))) continue;
      const event = Event.Parse(JSON.parse(line));
      (isDuring(one.entry, event) ? one.during : one.otherwise).push(event);
    }
  }
  return told;
}

function isAfter(line: string, { from }: TruthEntry, since: string): boolean {
  const at = AT.exec(line)?.[1] ?? "";
  return at >= since || at >= from;
}

function isDuring({ from, to }: TruthEntry, { at }: CommonEvent): boolean {
  return String(at) >= from && String(at) < to;
}
