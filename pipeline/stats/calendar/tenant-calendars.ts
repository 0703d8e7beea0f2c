import { type LocalCalendar, UTC_CALENDAR, zonedCalendar } from "./local-calendar.ts";
import { publicHolidays } from "./public-holidays.ts";

/** What a tenant said of its calendar. */
export interface CalendarWords {
  readonly time_zone: string;
  readonly country: string;
  readonly region: string;
}

/** The calendar of each tenant; of those that said nothing, UTC. Tenants that said the same share one. */
export function tenantCalendars(
  rows: readonly (CalendarWords & { readonly tenant: string })[],
): (tenant: string) => LocalCalendar {
  const by_name = new Map<string, LocalCalendar>();
  const by_tenant = new Map<string, LocalCalendar>();
  for (const { tenant, ...words } of rows) {
    const name = nameOf(words);
    const calendar = by_name.get(name) ?? calendarOf(words);
    by_name.set(name, calendar);
    by_tenant.set(tenant, calendar);
  }
  return (tenant) => by_tenant.get(tenant) ?? UTC_CALENDAR;
}

/** Throws a RangeError for a time zone that does not exist. */
export function calendarOf(words: CalendarWords): LocalCalendar {
  const { time_zone, country, region } = words;
  const isHoliday = country === "" ? undefined : publicHolidays(country, region);
  return zonedCalendar(time_zone, nameOf(words), isHoliday ?? (() => false));
}

function nameOf({ time_zone, country, region }: CalendarWords): string {
  return [time_zone, country, region].join(" ").trim();
}
