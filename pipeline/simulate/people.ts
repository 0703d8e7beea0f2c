import { chance, type NonEmpty, pick, type Range, wholeBetween } from "./draw.ts";
import { homePlace, hotel, officePlace, type Place, type Whereabouts } from "./places.ts";
import { type Random, randomStream } from "./prng.ts";

/** Somebody who works at the company. Absence is in local days, both ends included. */
export interface Person {
  readonly user_id: string;
  readonly office_ip: string;
  readonly home_ip: string;
  readonly office: Place;
  readonly home: Place;
  readonly away_from_day: number;
  readonly away_to_day: number;
  readonly trip: Trip | undefined;
}

/** A journey during which somebody goes on working. */
interface Trip extends Whereabouts {
  readonly from_day: number;
  readonly to_day: number;
}

const FIRST_NAMES: NonEmpty<string> = [
  "ana",
  "ben",
  "carla",
  "dmitri",
  "elif",
  "femi",
  "greta",
  "hugo",
  "ines",
  "jonas",
  "kaja",
  "liam",
  "mei",
  "nadia",
  "omar",
  "petra",
  "quinn",
  "rosa",
  "sven",
  "tara",
  "ugo",
  "vera",
  "wen",
  "ximena",
  "yusuf",
  "zoe",
];
const LAST_NAMES: NonEmpty<string> = [
  "almeida",
  "berg",
  "costa",
  "dubois",
  "eriksen",
  "fischer",
  "garcia",
  "haddad",
  "ivanov",
  "jansen",
  "kowalski",
  "lindqvist",
  "moreau",
  "novak",
  "okafor",
  "papadakis",
  "quist",
  "rossi",
  "schmidt",
  "tanaka",
  "ueda",
  "varga",
  "weber",
  "xu",
  "yilmaz",
  "zimmer",
];
/** One person in ten is away for a working week within four weeks. */
const AWAY_SHARE_PER_DAY = 0.1 / 28;
const AWAY_DAYS = 7;
/** One in twenty travels for some days within four weeks, and works from there. */
const TRIP_SHARE_PER_DAY = 0.05 / 28;
const TRIP_DAYS: Range = [1, 5];
/** Addresses behind which the offices sit. */
const OFFICE_GATEWAYS: NonEmpty<string> = ["192.0.2.10", "192.0.2.11", "192.0.2.74", "192.0.2.138"];
/** The last of them is the branch's. */
const BRANCH_GATEWAY = OFFICE_GATEWAYS.length - 1;

interface Staff {
  readonly seed: number;
  readonly count: number;
  readonly domain: string;
  /** When people may be away. */
  readonly first_day: number;
  readonly days: number;
  readonly country: string;
  readonly branch_country: string;
}

export function draftPeople(random: Random, staff: Staff): Person[] {
  const { count, domain, first_day, days } = staff;
  const homonyms = new Map<string, number>();
  return Array.from({ length: count }, (_, number) => {
    const name = `${pick(random, FIRST_NAMES)}.${pick(random, LAST_NAMES)}`;
    const earlier = homonyms.get(name) ?? 0;
    homonyms.set(name, earlier + 1);
    const away = chance(random, AWAY_SHARE_PER_DAY * days);
    const away_from_day = away
      ? first_day + wholeBetween(random, [0, Math.max(0, days - 1)])
      : Number.POSITIVE_INFINITY;
    const office_ip = pick(random, OFFICE_GATEWAYS);
    const home_number = wholeBetween(random, [1, 254]);
    const gateway = OFFICE_GATEWAYS.indexOf(office_ip);
    const country = gateway === BRANCH_GATEWAY ? staff.branch_country : staff.country;
    return {
      user_id: `${name}${earlier === 0 ? "" : earlier + 1}@${domain}`,
      office_ip,
      home_ip: `198.51.100.${home_number}`,
      office: officePlace(country, gateway),
      home: homePlace(country, home_number),
      away_from_day,
      away_to_day: away_from_day + AWAY_DAYS - 1,
      trip: drawTrip(randomStream(staff.seed, "trip", number), staff),
    };
  });
}

function drawTrip(random: Random, { first_day, days }: Staff): Trip | undefined {
  if (!chance(random, TRIP_SHARE_PER_DAY * days)) return undefined;
  const from_day = first_day + wholeBetween(random, [0, Math.max(0, days - 1)]);
  return { ...hotel(random), from_day, to_day: from_day + wholeBetween(random, TRIP_DAYS) };
}

/** Where somebody works today who is on a journey. */
export function abroadOn({ trip }: Person, local_day: number): Whereabouts | undefined {
  return trip !== undefined && local_day >= trip.from_day && local_day <= trip.to_day ? trip : undefined;
}

export function isAway(person: Person, local_day: number): boolean {
  return local_day >= person.away_from_day && local_day <= person.away_to_day;
}
