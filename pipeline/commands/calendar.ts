import { userInfo } from "node:os";
import { tenantCalendars } from "../../queries/tenants/calendars.ts";
import { AppError } from "../core/errors.ts";
import { publicHolidays } from "../stats/calendar/public-holidays.ts";
import { calendarOf } from "../stats/calendar/tenant-calendars.ts";
import { type CommandContext, printResult, tableOf } from "./context.ts";
import { withWorkspace } from "./workspace.ts";

export interface CalendarChange {
  readonly tenant: string;
  readonly time_zone: string;
  readonly country: string;
  readonly region: string;
}

/** Name the clock and the holidays that a tenant lives by; what is scored from now on goes by them. */
export async function calendarSetCommand(context: CommandContext, change: CalendarChange): Promise<void> {
  check(change);
  await withWorkspace(context, { role: "calendar" }, async ({ store }) => {
    const { tenant } = change;
    const [stands] = await store.reader.rows(tenantCalendars, { tenant });
    const revision = (stands?.revision ?? 0) + 1;
    const row = { ...change, revision, actor: userInfo().username, recorded_at: Date.now() };
    await store.writer.insert("tenant_calendars", [row]);
    printResult(context, { ...change, revision }, `${tenant} lives by ${calendarOf(change).name}.\n`);
  });
}

export async function calendarListCommand(context: CommandContext): Promise<void> {
  await withWorkspace(context, { role: "calendar" }, async ({ store }) => {
    const rows = await store.reader.rows(tenantCalendars, { tenant: "" });
    const calendars = rows.map(({ recorded_ms, ...row }) => ({
      ...row,
      recorded_at: new Date(recorded_ms).toISOString(),
    }));
    const none = "All tenants live by UTC, without holidays.\n";
    printResult(context, calendars, calendars.length === 0 ? none : tableOf(calendars));
  });
}

function check({ time_zone, country, region }: CalendarChange): void {
  if (!isZone(time_zone))
    throw new AppError("wrong_usage", `There is no time zone ${time_zone}. An IANA name like Europe/Berlin is needed.`);
  if (country !== "" && publicHolidays(country, region) === undefined)
    throw new AppError(
      "wrong_usage",
      `No holidays are known of ${[country, region].join(" ").trim()}. A country is two capital letters, like DE; a region one of its own, like BY.`,
    );
  if (country === "" && region !== "") throw new AppError("wrong_usage", "A region needs its --country.");
}

function isZone(time_zone: string): boolean {
  try {
    calendarOf({ time_zone, country: "", region: "" });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
