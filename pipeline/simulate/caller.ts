import type { App } from "./app.ts";
import { isWeekend, type LocalTime } from "./calendar.ts";
import { chance, pick } from "./draw.ts";
import { isAway, type Person } from "./people.ts";
import type { ExtraCalls } from "./phase.ts";
import type { Random } from "./prng.ts";

/** Who calls through the app, and from where. An app that acts for itself has no user. */
export interface Caller {
  readonly user_id: string | undefined;
  readonly ip: string;
}

/** Squaring a uniform makes the keenest tenth of the users do a third of the calls. */
const KEENNESS = 2;
const IN_THE_OFFICE_SHARE = 0.8;
const OFFICE_FROM_H = 7;
const OFFICE_TO_H = 19;

/** The caller of an ordinary call; none when the person who would have called is on holiday. */
export function ordinaryCaller(app: App, local: LocalTime, random: Random): Caller | undefined {
  if (app.actor_type === "app_only") return { user_id: undefined, ip: pick(random, app.server_ips) };
  const person = anyUser(app, random);
  return isAway(person, local.day) ? undefined : fromDesk(person, local, random);
}

/** The caller of a call that comes on top of the ordinary ones. */
export function extraCaller(app: App, extra: ExtraCalls, local: LocalTime, random: Random): Caller {
  if (app.actor_type === "app_only") return { user_id: undefined, ip: extra.ip ?? pick(random, app.server_ips) };
  const person = extra.user ?? anyUser(app, random);
  return extra.ip === undefined ? fromDesk(person, local, random) : { user_id: person.user_id, ip: extra.ip };
}

function anyUser(app: App, random: Random): Person {
  return app.users[Math.floor(app.users.length * random() ** KEENNESS)] ?? app.users[0];
}

function fromDesk(person: Person, local: LocalTime, random: Random): Caller {
  const at_work = !isWeekend(local.weekday) && local.hour >= OFFICE_FROM_H && local.hour < OFFICE_TO_H;
  const in_office = at_work && chance(random, IN_THE_OFFICE_SHARE);
  return { user_id: person.user_id, ip: in_office ? person.office_ip : person.home_ip };
}
