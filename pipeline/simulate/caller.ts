import type { App } from "./app.ts";
import { isWeekend, type LocalTime } from "./calendar.ts";
import { chance, pick } from "./draw.ts";
import { abroadOn, isAway, type Person } from "./people.ts";
import type { ExtraCalls } from "./phase.ts";
import type { Place } from "./places.ts";
import type { Random } from "./prng.ts";

/** Who calls through the app, and from where. An app that acts for itself has no user. */
export interface Caller {
  readonly user_id: string | undefined;
  readonly ip: string;
  /** Unknown where an address is nobody's. */
  readonly place: Place | undefined;
}

/** Squaring a uniform makes the keenest tenth of the users do a third of the calls. */
const KEENNESS = 2;
const IN_THE_OFFICE_SHARE = 0.8;
const OFFICE_FROM_H = 7;
const OFFICE_TO_H = 19;

/** The caller of an ordinary call; none when the person who would have called is on holiday. */
export function ordinaryCaller(app: App, local: LocalTime, random: Random): Caller | undefined {
  if (app.actor_type === "app_only") return fromServer(app, random);
  const person = anyUser(app, random);
  return isAway(person, local.day) ? undefined : fromDesk(person, local, random);
}

/** The caller of a call that comes on top of the ordinary ones. */
export function extraCaller(app: App, extra: ExtraCalls, local: LocalTime, random: Random): Caller {
  const person = app.actor_type === "app_only" ? undefined : (extra.user ?? anyUser(app, random));
  if (extra.ip !== undefined) return { user_id: person?.user_id, ip: extra.ip, place: extra.place };
  return person === undefined ? fromServer(app, random) : fromDesk(person, local, random);
}

function fromServer(app: App, random: Random): Caller {
  const { ip, place } = pick(random, app.servers);
  return { user_id: undefined, ip, place };
}

function anyUser(app: App, random: Random): Person {
  return app.users[Math.floor(app.users.length * random() ** KEENNESS)] ?? app.users[0];
}

function fromDesk(person: Person, local: LocalTime, random: Random): Caller {
  const at_work = !isWeekend(local.weekday) && local.hour >= OFFICE_FROM_H && local.hour < OFFICE_TO_H;
  const in_office = at_work && chance(random, IN_THE_OFFICE_SHARE);
  const { user_id, office_ip, office, home_ip, home } = person;
  const away = abroadOn(person, local.day);
  if (away !== undefined) return { user_id, ip: away.ip, place: away.place };
  return in_office ? { user_id, ip: office_ip, place: office } : { user_id, ip: home_ip, place: home };
}
