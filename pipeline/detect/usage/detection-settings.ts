import { windowFeedback } from "../../../queries/deviations/feedback.ts";
import { tenantCalendars } from "../../../queries/tenants/calendars.ts";
import type { QueryReader } from "../../core/ports.ts";
import { type LocalCalendar, UTC_CALENDAR } from "../../stats/calendar/local-calendar.ts";
import { tenantCalendars as calendarsOf } from "../../stats/calendar/tenant-calendars.ts";
import { type Feedback, readFeedback, type SaidOf, saidBefore } from "../../stats/usage/said-windows.ts";

/** What people told the detector. */
export interface DetectionSettings {
  readonly calendarOf: (tenant: string) => LocalCalendar;
  readonly feedback: readonly Feedback[];
  /** By what all of it is known. */
  readonly name: string;
}

export const NO_SETTINGS: DetectionSettings = { calendarOf: () => UTC_CALENDAR, feedback: [], name: "" };

export async function readSettings(reader: QueryReader): Promise<DetectionSettings> {
  const calendars = await reader.rows(tenantCalendars, { tenant: "" });
  const feedback = readFeedback(await reader.rows(windowFeedback, { tenant: "", history: 0 }));
  const words = calendars.map(({ tenant, time_zone, country, region }) => [tenant, time_zone, country, region]);
  return { calendarOf: calendarsOf(calendars), feedback, name: JSON.stringify([words, feedback]) };
}

/** By what is known what people told of an app that matters before a moment; empty: nothing. */
export function settingsBefore({ calendarOf, feedback }: DetectionSettings, app: SaidOf, before_s: number): string {
  const calendar = calendarOf(app.tenant);
  const said = saidBefore(feedback, app, before_s);
  return calendar === UTC_CALENDAR && said === "" ? "" : `-${calendar.name}-${said}`;
}
