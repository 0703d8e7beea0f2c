import { type NonEmpty, pick, wholeBetween } from "./draw.ts";
import type { Random } from "./prng.ts";

/** Where an address is. Networks are numbers reserved for documentation, so that no real one is accused. */
export interface Place {
  readonly country: string;
  readonly asn: number;
}

/** Somebody's address for a while. */
export interface Whereabouts {
  readonly ip: string;
  readonly place: Place;
}

/** The country in which a clock at one of the offsets of `world.ts` may hang. */
const COUNTRIES: Readonly<Record<number, string>> = { [-5]: "US", 0: "GB", 1: "DE", 2: "FI", 8: "SG", 9: "JP" };
const SOMEWHERE = "US";
const FIRST_OFFICE_ASN = 64_496;
const FIRST_HOME_ASN = 64_500;
const HOME_NETWORKS = 5;
/** Clouds have more networks than people meet at home, and regions in a few countries. */
const FIRST_CLOUD_ASN = 65_536;
const CLOUD_NETWORKS = 4;
const CLOUD_COUNTRIES: readonly string[] = ["US", "IE", "NL", "DE"];

export function countryAt(offset_h: number): string {
  return COUNTRIES[offset_h] ?? SOMEWHERE;
}

export function officePlace(country: string, gateway: number): Place {
  return { country, asn: FIRST_OFFICE_ASN + gateway };
}

export function homePlace(country: string, home: number): Place {
  return { country, asn: FIRST_HOME_ASN + (home % HOME_NETWORKS) };
}

/** A server's place follows from its number, so that an address is always in the same one. */
export function cloudPlace(server: number): Place {
  const network = server % CLOUD_NETWORKS;
  return { country: CLOUD_COUNTRIES[network] ?? SOMEWHERE, asn: FIRST_CLOUD_ASN + network };
}

const HOTEL_ASN = 64_505;
const DESTINATIONS: NonEmpty<string> = ["FR", "ES", "IT", "US", "GB", "SE", "CH", "AE", "IN", "PT"];

/** A hotel's network somewhere; the addresses are kept for measurements and nobody's. */
export function hotel(random: Random): Whereabouts {
  const ip = `198.18.${wholeBetween(random, [0, 99])}.${wholeBetween(random, [1, 254])}`;
  return { ip, place: { country: pick(random, DESTINATIONS), asn: HOTEL_ASN } };
}
