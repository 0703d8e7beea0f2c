import Holidays from "date-holidays";

/** Days on which offices are closed, or half of them are. */
const TYPES = ["public", "bank"] as const;

/** Whether a date like 2026-12-25 is a holiday in a country (ISO 3166-1), or in a region of it; none where nothing is known of it. */
export function publicHolidays(country: string, region: string): ((date: string) => boolean) | undefined {
  const known = new Holidays();
  if (!(country in known.getCountries())) return undefined;
  if (region !== "" && !(region in (known.getStates(country) ?? {}))) return undefined;
  const holidays = region === "" ? new Holidays(country) : new Holidays(country, region);
  const years = new Map<string, ReadonlySet<string>>();
  return (date) => {
    const year = date.slice(0, 4);
    const days = years.get(year) ?? daysOf(holidays, year);
    years.set(year, days);
    return days.has(date);
  };
}

/** A holiday of several days is told by its first. */
function daysOf(holidays: Holidays, year: string): ReadonlySet<string> {
  const types: ReadonlySet<string> = new Set(TYPES);
  const found = holidays.getHolidays(year).filter(({ type }) => types.has(type));
  return new Set(found.map(({ date }) => date.slice(0, "2026-01-01".length)));
}
