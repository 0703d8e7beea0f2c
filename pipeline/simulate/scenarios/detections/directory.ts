import { chance, type NonEmpty, pick, wholeBetween } from "../../draw.ts";
import type { Place, Whereabouts } from "../../places.ts";
import type { Random } from "../../prng.ts";
import type { DirectoryFacts, GrantedPermission } from "../../profile.ts";

/** The company's own line-of-business app. */
export function inHouse(more: DirectoryFacts = {}): DirectoryFacts {
  return { origin: "internal", multitenant: false, publisher_verified: false, certification: "none", ...more };
}

/** A product that many companies use, of a publisher who has shown who it is. */
export function vendor(more: DirectoryFacts = {}): DirectoryFacts {
  return { origin: "external", multitenant: true, publisher_verified: true, certification: "attested", ...more };
}

/** A multitenant app of somebody nobody knows. */
export function stranger(more: DirectoryFacts = {}): DirectoryFacts {
  return { origin: "external", multitenant: true, publisher_verified: false, certification: "none", ...more };
}

export function permissions(...names: readonly string[]): GrantedPermission[] {
  return names.map((permission) => ({ permission }));
}

/** Each of them alone reaches more than one person's own data. */
export const HIGH_PRIVILEGE: readonly GrantedPermission[] = permissions(
  "Mail.ReadWrite",
  "MailboxSettings.ReadWrite",
  "Files.ReadWrite.All",
  "Sites.FullControl.All",
  "Directory.ReadWrite.All",
);

/** Registries in which nobody asks who registers, and few companies do. */
const RARE_TLDS = "top xyz icu cyou click buzz rest quest tk ml ga cf gq work cfd sbs".split(" ");
const FIRST_WORDS: NonEmpty<string> = ["app", "get", "my", "secure", "cloud", "go"];
const DOMAIN_DIGITS = 10;

/** A domain that somebody made for the occasion; long enough to be nobody's. */
export function rareDomain(random: Random): string {
  const letters = Array.from({ length: DOMAIN_DIGITS }, () => wholeBetween(random, [0, 35]).toString(36)).join("");
  return `${pick(random, FIRST_WORDS)}-${letters}.${RARE_TLDS[wholeBetween(random, [0, RARE_TLDS.length - 1])]}`;
}

/** Where nobody of the company works and none of its apps runs. Addresses and networks are for documentation. */
const ELSEWHERE: NonEmpty<Place> = [
  { country: "BR", asn: 64_506 },
  { country: "VN", asn: 64_507 },
  { country: "ZA", asn: 64_508 },
  { country: "RO", asn: 64_509 },
  { country: "ID", asn: 64_510 },
  { country: "NG", asn: 64_511 },
];

/** Half of those who hold an app's token use it where the app runs, on its own machine. */
const FROM_INSIDE_SHARE = 0.5;

/** From abroad, or from where the app always calls from. */
export function maybeAbroad(random: Random): Partial<Whereabouts> {
  return chance(random, FROM_INSIDE_SHARE) ? {} : abroad(random);
}

/** An address abroad that the company's apps have never called from. */
export function abroad(random: Random): Whereabouts {
  return { ip: `203.0.113.${wholeBetween(random, [200, 239])}`, place: pick(random, ELSEWHERE) };
}
